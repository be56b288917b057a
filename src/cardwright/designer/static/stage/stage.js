/** The stage: the card in millimetres, drawn by the server, with its objects as focusable options. */

import { effect, untracked } from "@preact/signals";

import { number, t } from "../lib/texts.js";
import { groupOf } from "../model/arranging.js";
import { boxOf, handlePoint } from "../model/geometry.js";
import { calledBy, toolOf } from "../model/kinds.js";
import {
  cardSize, draft, guides, isReshaping, mayEdit, proof, record, selected, shown, shownCard, side, view, visibleKeys, zonesOf,
} from "../store.js";
import { backgroundUrl, filesGeneration } from "../assets.js";
import { artOf, version, want } from "./fragments.js";
import { drawOverlay } from "./overlay.js";
import { arrange, set, svg } from "./svg.js";

/** As far from the edge, in mm, as text and barcodes should stay; preflight warns of less. */
export const SAFE_MM = 2;
const LEAST_TARGET_PX = 24;

/** @type {Record<string, SVGElement>} */
export const layers = {};
/** The elements by key. @type {Map<string, {art: SVGElement, hit: SVGElement, drawn: unknown[], shape: string}>} */
const nodes = new Map();
/** The keys of those that are on the stage, in their order. @type {string[]} */
let placed = [];

/** Make the stage within `host`, and keep it up to date from now on. */
export function mountStage(host) {
  layers.root = svg("svg", { role: "presentation", class: "stage-svg" });
  layers.world = svg("g");
  layers.paper = svg("g", { "aria-hidden": "true", class: "paper" });
  layers.art = svg("g", { "aria-hidden": "true", class: "art" });
  layers.proof = svg("g", { "aria-hidden": "true" });
  layers.marks = svg("g", { "aria-hidden": "true", class: "marks" });
  layers.hits = svg("g", { role: "listbox", "aria-multiselectable": "true", "aria-describedby": "stage-help", class: "hits" });
  layers.overlay = svg("g", { "aria-hidden": "true", class: "overlay" });
  layers.world.append(layers.paper, layers.art, layers.proof, layers.marks, layers.hits, layers.overlay);
  layers.root.append(layers.world);
  host.append(layers.root);
  effect(() => set(layers.world, { transform: `translate(${view.value.x} ${view.value.y}) scale(${view.value.scale})` }));
  effect(drawPaper);
  effect(drawMarks);
  effect(drawObjects);
  effect(drawProof);
  effect(() => drawOverlay(layers.overlay));
}

/** Return where a pointer is on the card, in millimetres. */
export function onCard(event) {
  const matrix = /** @type {SVGGraphicsElement} */ (layers.world).getScreenCTM();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix?.inverse());
  return { x: point.x, y: point.y };
}

/** Move the focus to an object on the stage. */
export function focusObject(key) {
  nodes.get(key)?.hit.focus({ preventScroll: true });
}

/** Return how the side that is shown looks, as an SVG document of its own. */
export function pictureOfSide() {
  const { width, height } = cardSize.value;
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width: width * 6, height: height * 6 });
  picture.append(svg("rect", { width, height, fill: "#ffffff" }), layers.art.cloneNode(true));
  return new XMLSerializer().serializeToString(picture);
}

function drawPaper() {
  const { width, height } = cardSize.value;
  const radius = 3.18;
  const background = backgroundUrl(shownCard.value, side.value);
  const clip = svg("clipPath", { id: "card-edge" }, svg("rect", { width, height }));
  const children = [clip, svg("rect", { x: 0.4, y: 0.6, width, height, rx: radius, class: "card-shadow" }), svg("rect", { width, height, class: "card-face" })];
  if (background) {
    children.push(svg("image", { href: background, width, height, preserveAspectRatio: "xMidYMid slice", "clip-path": "url(#card-edge)" }));
  }
  layers.paper.replaceChildren(...children);
}

function drawMarks() {
  const { width, height } = cardSize.value;
  const hair = 1 / view.value.scale;
  const safe = svg("rect", {
    x: SAFE_MM, y: SAFE_MM, width: Math.max(0, width - 2 * SAFE_MM), height: Math.max(0, height - 2 * SAFE_MM), rx: 1.5,
    class: "safe-area", "stroke-width": hair, "stroke-dasharray": `${4 * hair} ${4 * hair}`,
  });
  const zones = zonesOf(shownCard.value, side.value).map((zone) =>
    svg("rect", { x: zone.x_mm, y: zone.y_mm, width: zone.width_mm, height: zone.height_mm, class: "zone", "stroke-width": hair },
      named(zone.label)));
  // What lies over the edge is cut off; it is still shown, so that it can be found.
  const far = 1000;
  const outside = svg("path", { class: "outside", "fill-rule": "evenodd", d: `M${-far} ${-far}H${far}V${far}H${-far}ZM0 0V${height}H${width}V0Z` });
  const edge = svg("rect", { width, height, class: "card-edge", "stroke-width": hair });
  const lines = guides.value[side.value];
  const drawn = [
    ...lines.x.map((x, index) => guide("x", index, { x1: x, x2: x, y1: -far, y2: far }, hair)),
    ...lines.y.map((y, index) => guide("y", index, { x1: -far, x2: far, y1: y, y2: y }, hair)),
  ].flat();
  layers.marks.replaceChildren(outside, edge, ...zones, safe, ...drawn);
}

function guide(axis, index, ends, hair) {
  return [
    svg("line", { ...ends, class: "guide", "stroke-width": hair }),
    svg("line", { ...ends, class: `guide-grip ${axis}`, "stroke-width": 7 * hair, "data-guide": `${axis} ${index}` }),
  ];
}

function named(text) {
  const title = svg("title");
  title.textContent = text;
  return title;
}

function drawObjects() {
  const { entries } = shown.value;
  const keys = visibleKeys.value;
  const isStill = draft.value === null;
  const hair = 1 / view.value.scale;
  const chosen = new Set(selected.value);
  version.value;
  // What is being resized is asked for while it is: the answers come as fast as they can.
  if (isStill || isReshaping.value) {
    const asked = /** @type {const} */ ([side.value, new Map(keys.map((key) => [key, entries.get(key)])), record.value, filesGeneration.value]);
    untracked(() => want(...asked));
  }
  if (keys !== placed) place(keys);
  for (const key of keys) drawObject(key, entries.get(key), chosen.has(key), hair, isStill);
  set(layers.hits, { "aria-label": t(`side.objects_${side.value}`) });
}

/** Have an element for each of these objects, in their order, and for no other. */
function place(keys) {
  placed = keys;
  for (const key of nodes.keys()) if (!keys.includes(key)) nodes.delete(key);
  for (const key of keys) if (!nodes.has(key)) nodes.set(key, { art: svg("g"), hit: newHit(key), drawn: [], shape: "" });
  arrange(layers.art, keys.map((key) => nodes.get(key)?.art));
  arrange(layers.hits, keys.map((key) => nodes.get(key)?.hit));
}

function drawObject(key, value, isSelected, hair, isStill) {
  const node = nodes.get(key);
  if (!node) return;
  const { art, hit } = node;
  const look = artOf(key);
  // Most objects are as they were a moment ago, while one of them is dragged.
  const now = [value, isSelected, look?.group, hair, isStill];
  if (now.every((one, index) => one === node.drawn[index])) return;
  node.drawn = now;
  const box = boxOf(value);
  if (look) {
    if (art.firstElementChild !== look.group) art.replaceChildren(look.group);
    set(art, { transform: shiftOf(look.box, box) });
  }
  set(hit, { "aria-selected": String(isSelected), transform: placeOf(box) });
  if (isStill) set(hit, { "aria-label": labelOf(value) });
  const shape = `${box.width} ${box.height} ${hair} ${!look || look.isEmpty}`;
  if (shape === node.shape) return;
  node.shape = shape;
  const around = (width, height) => ({ x: (box.width - width) / 2, y: (box.height - height) / 2, width, height });
  const least = LEAST_TARGET_PX * hair;
  const [target, frame, ...rings] = hit.children;
  set(target, around(Math.max(box.width, least), Math.max(box.height, least)));
  set(frame, { ...around(box.width, box.height), "stroke-width": hair, class: !look || look.isEmpty ? "placeholder" : "frame" });
  rings.forEach((ring, index) => set(ring, { ...around(box.width + 6 * hair, box.height + 6 * hair), "stroke-width": (index ? 2.5 : 5) * hair }));
}

function newHit(key) {
  return svg("g", { role: "option", tabindex: "0", "data-key": key, class: "hit" },
    svg("rect", { class: "target" }), svg("rect", { class: "frame" }), svg("rect", { class: "ring wide" }), svg("rect", { class: "ring thin" }));
}

/** Return what puts something that is drawn from (0, 0) into a box. */
function placeOf(box) {
  const turn = box.angle ? ` rotate(${box.angle} ${box.width / 2} ${box.height / 2})` : "";
  return `translate(${box.x} ${box.y})${turn}`;
}

/** Return what moves and turns a drawing from the box it was made for to another one. */
function shiftOf(from, to) {
  if (from.x === to.x && from.y === to.y && from.angle === to.angle && from.width === to.width && from.height === to.height) return null;
  const corner = { x: /** @type {const} */ (-1), y: /** @type {const} */ (-1) };
  const start = handlePoint(from, corner);
  const end = handlePoint(to, corner);
  return `translate(${end.x} ${end.y}) rotate(${to.angle - from.angle}) translate(${-start.x} ${-start.y})`;
}

/** Return what an object is to those who do not see it. */
export function labelOf(value) {
  const tool = toolOf(value);
  const parts = [calledBy(value) ?? t(`tool.${tool}`), t(`tool.${tool}`), t("object.place", {
    x: number(value.x_mm), y: number(value.y_mm), width: number(value.width_mm), height: number(value.height_mm),
  })];
  if (groupOf(value)) parts.push(t("object.grouped", { name: groupOf(value) }));
  if (value.rotation_deg) parts.push(t("object.turned", { angle: number(value.rotation_deg) }));
  if (value.locked === true || !mayEdit) parts.push(t("object.locked"));
  return parts.join(", ");
}

function drawProof() {
  const { width, height } = cardSize.value;
  const shownProof = proof.value;
  if (!shownProof) {
    layers.proof.replaceChildren();
    return;
  }
  const clip = svg("clipPath", { id: "proof-part" }, svg("rect", { width: width * shownProof.mix, height }));
  const image = svg("image", { href: shownProof.url, width, height, preserveAspectRatio: "none", "clip-path": "url(#proof-part)", class: shownProof.view });
  const border = svg("line", { x1: width * shownProof.mix, x2: width * shownProof.mix, y1: 0, y2: height, class: "proof-border", "stroke-width": 2 / view.value.scale });
  layers.proof.replaceChildren(clip, image, ...(shownProof.view === "slider" ? [border] : []));
}
