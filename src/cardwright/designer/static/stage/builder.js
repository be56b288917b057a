/**
 * From the text of a fragment to elements, by a list of what may be in it.
 *
 * The server draws fragments, but from what people upload and type. Whatever is not on the list is
 * left out, so nothing in a fragment can run, load from elsewhere, or reach out of its group.
 */

import { svg } from "./svg.js";

const ELEMENTS = words("g defs clipPath path rect ellipse circle line image use");
const ATTRIBUTES = words(`fill stroke opacity fill-opacity stroke-opacity stroke-width stroke-miterlimit stroke-linecap
  stroke-linejoin fill-rule clip-rule transform d x y width height rx ry cx cy r x1 y1 x2 y2 preserveAspectRatio`);
/** Colours, numbers, paths and transforms; nothing that is written like this refers to anything. */
const VALUE = /^(?!.*url)[\w#%.,()\s-]*$/is;
const ID = /^[\w-]+$/;
const REFERENCE = /^url\(#([\w-]+)\)$/;
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/=\s]+$/;

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
  if (!ELEMENTS.has(name)) return null;
  const made = svg(name);
  for (const { name: attribute, localName, value } of element.attributes) {
    if (ATTRIBUTES.has(attribute) && VALUE.test(value)) made.setAttribute(attribute, value);
    else if (attribute === "id" && ID.test(value)) made.setAttribute("id", `${prefix}-${value}`);
    else if (attribute === "clip-path") refer(made, value.match(REFERENCE)?.[1], prefix);
    else if (localName === "href") link(made, name, value, prefix);
  }
  for (const child of element.children) {
    const inner = built(child, prefix);
    if (inner) made.append(inner);
  }
  return made;
}

function refer(made, id, prefix) {
  if (id) made.setAttribute("clip-path", `url(#${prefix}-${id})`);
}

function link(made, name, value, prefix) {
  if (name === "use" && /^#[\w-]+$/.test(value)) made.setAttribute("href", `#${prefix}-${value.slice(1)}`);
  if (name === "image" && PICTURE.test(value)) made.setAttribute("href", value);
}

function words(text) {
  return new Set(text.split(/\s+/));
}
