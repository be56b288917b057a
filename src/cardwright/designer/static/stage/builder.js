/**
 * From the text of a fragment to elements, by a list of what may be in it.
 *
 * The server draws fragments, but from what people upload and type. Whatever is not on the list is
 * left out, so nothing in a fragment can run, load from elsewhere, or reach out of its group.
 */

import { svg } from "./svg.js";

const NUMBER = "-?[0-9.]+(?:e-?[0-9]+)?";
const ANY_NUMBER = new RegExp(`^${NUMBER}$`);
const COLOUR = /^(none|[a-z]+|#[0-9a-f]{3,8}|rgba?\([0-9., %]+\))$/i;
const TRANSFORM = /^(?:(?:matrix|translate|scale|rotate)\([-0-9.e, ]+\)\s*)+$/;
const PATH = /^[MLHVCSQTAZmlhvcsqtaz0-9.,e\s-]*$/;
const REFERENCE = /^url\(#([\w-]+)\)$/;
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]+$/;

const PAINT = {
  fill: COLOUR, stroke: COLOUR, opacity: ANY_NUMBER, "fill-opacity": ANY_NUMBER, "stroke-opacity": ANY_NUMBER,
  "stroke-width": ANY_NUMBER, "stroke-miterlimit": ANY_NUMBER, "stroke-linecap": /^[a-z]+$/, "stroke-linejoin": /^[a-z]+$/,
  "fill-rule": /^(evenodd|nonzero)$/, "clip-rule": /^(evenodd|nonzero)$/, transform: TRANSFORM,
};
const BOX = { x: ANY_NUMBER, y: ANY_NUMBER, width: ANY_NUMBER, height: ANY_NUMBER };
const ALLOWED = {
  g: PAINT, defs: {}, clipPath: { transform: TRANSFORM },
  path: { ...PAINT, d: PATH },
  rect: { ...PAINT, ...BOX, rx: ANY_NUMBER, ry: ANY_NUMBER },
  ellipse: { ...PAINT, cx: ANY_NUMBER, cy: ANY_NUMBER, rx: ANY_NUMBER, ry: ANY_NUMBER },
  circle: { ...PAINT, cx: ANY_NUMBER, cy: ANY_NUMBER, r: ANY_NUMBER },
  line: { ...PAINT, x1: ANY_NUMBER, y1: ANY_NUMBER, x2: ANY_NUMBER, y2: ANY_NUMBER },
  image: { ...PAINT, ...BOX, preserveAspectRatio: /^[A-Za-z ]+$/ },
  use: { ...PAINT, ...BOX },
};

/** Return the elements of a fragment; their ids begin with `prefix`. */
export function build(text, prefix) {
  const root = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${text}</svg>`;
  const parsed = new DOMParser().parseFromString(root, "image/svg+xml");
  if (parsed.querySelector("parsererror")) return svg("g");
  const found = parsed.documentElement.firstElementChild;
  return (found && built(found, prefix)) ?? svg("g");
}

/** Say whether a fragment shows anything. */
export function isEmpty(group) {
  return group.querySelector("path, rect, ellipse, circle, line, image, use") === null;
}

function built(element, prefix) {
  const name = element.localName;
  const rules = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : null;
  if (rules === null) return null;
  const made = svg(name);
  for (const { name: attribute, localName, value } of element.attributes) {
    const rule = Object.hasOwn(rules, attribute) ? rules[attribute] : null;
    if (rule?.test(value.trim())) made.setAttribute(attribute, value);
    else if (attribute === "id" && /^[\w-]+$/.test(value)) made.setAttribute("id", `${prefix}-${value}`);
    else if (attribute === "clip-path") refer(made, "clip-path", value.match(REFERENCE)?.[1], prefix);
    else if (localName === "href") link(made, name, value, prefix);
  }
  for (const child of element.children) {
    const inner = built(child, prefix);
    if (inner) made.append(inner);
  }
  return made;
}

function refer(made, attribute, id, prefix) {
  if (id) made.setAttribute(attribute, `url(#${prefix}-${id})`);
}

function link(made, name, value, prefix) {
  if (name === "use" && /^#[\w-]+$/.test(value)) made.setAttribute("href", `#${prefix}-${value.slice(1)}`);
  if (name === "image" && PICTURE.test(value)) made.setAttribute("href", value);
}
