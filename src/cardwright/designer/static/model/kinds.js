/** The kinds of template objects: what a new one is like, and what one is called. */

/** What a new object of each tool is like, for a card of `width` by `height` mm. */
const NEW = {
  text: (width) => ({ type: "text", text: "", width_mm: Math.min(50, width - 8), height_mm: 7, size_pt: 12 }),
  photo: () => ({ type: "image", source: { field: "photo" }, width_mm: 24, height_mm: 30 }),
  image: () => ({ type: "image", source: { field: "photo" }, width_mm: 24, height_mm: 16, fit: "contain" }),
  rect: () => ({ type: "rect", width_mm: 30, height_mm: 15, fill: "#0a5a8a" }),
  ellipse: () => ({ type: "ellipse", width_mm: 20, height_mm: 20, fill: "#0a5a8a" }),
  line: (width) => ({ type: "line", width_mm: Math.min(50, width - 8), height_mm: 0, stroke: "#0a5a8a", stroke_mm: 0.5 }),
  qr: () => ({ type: "barcode", symbology: "qr", value: "{{card_number}}", width_mm: 18, height_mm: 18 }),
  barcode: (width) => ({ type: "barcode", symbology: "code128", value: "{{card_number}}", width_mm: Math.min(60, width - 8), height_mm: 10 }),
};

/** The names of the tools, in the order of the toolbar. */
export const TOOLS = Object.keys(NEW);

/** Return a new object in the middle of the card; those that would lie on others are moved on. */
export function newObject(tool, card, taken = []) {
  const value = NEW[tool](card.width);
  let x = (card.width - value.width_mm) / 2;
  let y = (card.height - value.height_mm) / 2;
  const isTaken = () => taken.some((other) => Math.abs(other.x_mm - x) < 1 && Math.abs(other.y_mm - y) < 1);
  for (let tries = 0; tries < 8 && isTaken(); tries += 1) {
    x += 2;
    y += 2;
  }
  return { ...value, x_mm: Math.round(x * 100) / 100, y_mm: Math.round(y * 100) / 100 };
}

/** Return the tool that makes an object like this, by which it is named and shown. */
export function toolOf(value) {
  if (value.type === "barcode") return value.symbology === "qr" ? "qr" : "barcode";
  if (value.type === "image") return value.source?.field === undefined ? "image" : "photo";
  return value.type in NEW ? value.type : "unknown";
}

/** Return what an object is called: its name, else what it says; null where it says nothing. */
export function calledBy(value) {
  if (typeof value.name === "string" && value.name.trim()) return value.name.trim();
  const words = value.type === "text" ? value.text : value.type === "barcode" ? value.value : asWords(value.source?.field ?? "");
  if (typeof words !== "string" || !words.trim()) return null;
  const plain = words.replace(/\{\{\s*(\w+)\s*(\|[^}]*)?\}\}/gu, (_, name) => asWords(name));
  return plain.replace(/\s+/g, " ").trim().slice(0, 40);
}

/** Return the name of a field as words: `first_name` gives "First name", as samples do. */
export function asWords(name) {
  const words = name.replaceAll("_", " ").trim() || name;
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Return the names of the fields that an object shows, in order. */
export function fieldsOf(value) {
  const words = value.type === "text" ? value.text : value.type === "barcode" ? value.value : "";
  const found = [...String(words ?? "").matchAll(/(?<!\\)\{\{\s*(\w+)\s*(?:\|[^}]*)?\}\}/gu)].map((match) => match[1]);
  if (value.type === "image" && value.source?.field) found.push(value.source.field);
  if (value.visible_if?.field) found.push(value.visible_if.field);
  return [...new Set(found)];
}

/** Return the colours of objects, each once, in the order of their first use. */
export function coloursOf(values) {
  const found = [...values].flatMap((value) => [value.color, value.fill, value.stroke, value.background]);
  return [...new Set(found.map((one) => String(one).toLowerCase()))].filter((one) => /^#[0-9a-f]{6}$/.test(one));
}

/** Say whether all that a field is used for is a picture. */
export function isPictureField(values, name) {
  return values.some((value) => value.type === "image" && value.source?.field === name);
}
