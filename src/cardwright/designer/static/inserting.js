/** New objects from the toolbar, files from the person's machine. */

import { tokenOfBlob } from "./assets.js";
import { changeCard, insert } from "./commands.js";
import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { newObject } from "./model/kinds.js";
import { roundLength } from "./model/geometry.js";
import { cardSize, keysOnSide, mayEdit, openPanel, rightTab, side, state } from "./store.js";
import { focusObject } from "./stage/stage.js";

export const PICTURES = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml,image/tiff,image/bmp,image/avif";
export const BACKGROUNDS = "image/png,image/jpeg,image/webp,image/gif";
const VECTOR = "image/svg+xml";
/** How many pixels the longer edge of an SVG gets: 300 dots per inch on more than a whole card. */
const VECTOR_PX = 2000;
export const FONTS = ".ttf,.otf,.woff,.woff2";

/** Insert an object of a tool in the middle of the card; a text with its words. */
export function insertTool(tool, words = t("new.text")) {
  if (!mayEdit) return;
  const taken = keysOnSide.value.map((key) => state.value.entries.get(key));
  const value = newObject(tool, cardSize.value, taken);
  if (tool === "text") value.text = words;
  if (tool === "photo") value.name = t("new.photo");
  const key = insert(t(`tool.${tool}`), value);
  rightTab.value = "properties";
  if (openPanel.value === "none") requestAnimationFrame(() => focusObject(key));
}

/** Let a person choose a file, and insert it as a picture. */
export async function insertPicture() {
  const file = await chooseFile(PICTURES);
  if (file) await insertFile(file);
}

/** Insert pictures that were pasted or dropped, in the middle or at a place; fonts become files of the template. */
export async function insertFiles(files, at = undefined) {
  if (!mayEdit) return;
  for (const file of files) {
    if (isFont(file)) addFile(file);
    else if (file.type.startsWith("image/")) await insertFile(await drawable(file), at);
    else announce(t("announce.no_picture", { name: file.name }), { isUrgent: true });
  }
}

/** Insert a picture, at its own proportions, with the file it comes from. */
async function insertFile(file, at = { x: cardSize.value.width / 2, y: cardSize.value.height / 2 }) {
  const { width, height } = await pictureIn(file);
  const scale = 0.4 * Math.min(cardSize.value.width / width, cardSize.value.height / height);
  const uuid = crypto.randomUUID();
  const entry = { role: roleOf(file.name), type: file.type, token: tokenOfBlob(file, file.name) };
  const size = { width_mm: roundLength(width * scale), height_mm: roundLength(height * scale) };
  insert(t("tool.image"), {
    type: "image", source: { file: uuid }, fit: "contain", ...size,
    x_mm: roundLength(at.x - size.width_mm / 2), y_mm: roundLength(at.y - size.height_mm / 2),
  }, { also: (now) => ({ ...now, card: { ...now.card, files: { ...now.card.files, [uuid]: entry } } }) });
}

/** Add a file to the template, or put another in the place of one. Returns its uuid. */
export function addFile(file, uuid = crypto.randomUUID(), role = roleOf(file.name)) {
  const entry = { role, type: file.type || "application/octet-stream", token: tokenOfBlob(file, file.name) };
  changeCard(t("do.add_file"), { files: { ...state.value.card.files, [uuid]: entry } });
  return uuid;
}

/** Take a file from the template. */
export function removeFile(uuid) {
  const { [uuid]: _, ...files } = state.value.card.files;
  changeCard(t("do.remove_file"), { files });
}

/** Put a picture behind a side, or take it away. */
export function setBackground(file, onSide = side.value) {
  const token = file === null ? null : tokenOfBlob(file, file.name);
  changeCard(t(file === null ? "do.remove_background" : "do.set_background"), { [`background_${onSide}`]: token });
}

/** Let a person choose a file of their machine; it comes as the service can draw it. @returns {Promise<File | null>} */
export function chooseFile(accept) {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept });
    input.addEventListener("change", () => resolve(drawable(input.files?.[0] ?? null)));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

/** Say whether a file is a font, by what it is called: browsers do not tell. */
export function isFont(file) {
  return file.type.startsWith("font/") || /\.(ttf|otf|woff2?|ttc)$/i.test(file.name);
}

function roleOf(name) {
  return name.replace(/\.[^.]+$/, "").replace(/[^\p{L}\p{N} ._-]/gu, " ").trim().slice(0, 64) || "file";
}

/** Return a file; of an SVG, which the service does not draw, the pixels. In an image, no script of it runs. */
export async function drawable(file) {
  if (file?.type !== VECTOR) return file;
  const canvas = await canvasOf(file, VECTOR_PX);
  const pixels = await new Promise((resolve) => (canvas ? canvas.toBlob(resolve) : resolve(null)));
  // Of one that is broken, the service tells how.
  return pixels ? new File([pixels], file.name, { type: "image/png" }) : file;
}

/** Return a picture whose longer edge has so many pixels, or fewer where it has no more; null where the file is none. */
export async function canvasOf(file, longest) {
  const { image, width, height } = await pictureIn(file);
  if (!image.naturalWidth) return null;
  const canvas = document.createElement("canvas");
  const scale = Math.min(file.type === VECTOR ? Infinity : 1, longest / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function pictureIn(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode().catch(() => undefined);
  return { image, width: image.naturalWidth || 300, height: image.naturalHeight || 200 };
}
