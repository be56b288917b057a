/** What lies over the card and is never printed: selection, handles, snap lines, the marquee. */

import { signal } from "@preact/signals";

import { number } from "../lib/texts.js";
import { HANDLES, bounds, boxOf, handlePoint, union } from "../model/geometry.js";
import { draft, mayEdit, selected, shown, view } from "../store.js";
import { svg, turnOf } from "./svg.js";

const HANDLE_PX = 9;
const TARGET_PX = 24;
const TURN_PX = 30;
/** Between the handles of an edge must be room for the one in its middle. */
const ROOM_PX = 56;

/** @type {import("@preact/signals").Signal<{x: any[], y: any[]}>} */
export const snapLines = signal({ x: [], y: [] });
/** @type {import("@preact/signals").Signal<null | import("../model/geometry.js").Bounds>} */
export const marquee = signal(null);
/** What the gesture under way says beside the pointer. */
export const readout = signal(/** @type {null | {x: number, y: number, text: string}} */ (null));

/** Draw all of it. */
export function drawOverlay(layer) {
  const values = selected.value.map((key) => shown.value.entries.get(key)).filter((value) => value && value.hidden !== true);
  const hair = 1 / view.value.scale;
  const parts = values.map((value) => outline(boxOf(value), hair));
  if (values.length === 1 && mayEdit && values[0].locked !== true) parts.push(...handlesOf(values[0], hair));
  const around = values.length > 1 ? union(values.map((value) => bounds(boxOf(value)))) : null;
  if (around) parts.push(rectangle(around, "group-outline", hair));
  parts.push(...linesOf(snapLines.value, hair));
  if (marquee.value) parts.push(rectangle(marquee.value, "marquee", hair));
  if (readout.value && draft.value) parts.push(readoutOf(readout.value, hair));
  layer.replaceChildren(...parts);
}

/** Return which handles a box has: on a small one those of the edges would lie on one another. */
export function handlesFor(value, scale) {
  const box = boxOf(value);
  const isLine = value.type === "line" && (box.width === 0 || box.height === 0);
  return HANDLES.filter((handle) => {
    if (isLine) return box.height === 0 ? handle.x !== 0 && handle.y === 0 : handle.y !== 0 && handle.x === 0;
    if (handle.x && handle.y) return true;
    return (handle.x ? box.height : box.width) * scale >= ROOM_PX;
  });
}

function handlesOf(value, hair) {
  const box = boxOf(value);
  const parts = [];
  const isSmall = Math.min(box.width, box.height) / hair < TARGET_PX;
  for (const handle of handlesFor(value, 1 / hair)) {
    const outwards = isSmall ? { ...box, x: box.x - 8 * hair, y: box.y - 8 * hair, width: box.width + 16 * hair, height: box.height + 16 * hair } : box;
    const at = handlePoint(outwards, handle);
    const name = `${handle.x} ${handle.y}`;
    parts.push(square(at, HANDLE_PX * hair, box.angle, { class: "handle", "stroke-width": 1.5 * hair }));
    parts.push(square(at, TARGET_PX * hair, box.angle, { class: "handle-target", "data-handle": name, cursor: cursorOf(handle, box.angle) }));
  }
  const top = handlePoint(box, { x: 0, y: -1 });
  const far = handlePoint({ ...box, y: box.y - TURN_PX * hair, height: box.height + 2 * TURN_PX * hair }, { x: 0, y: -1 });
  parts.push(svg("line", { x1: top.x, y1: top.y, x2: far.x, y2: far.y, class: "turn-line", "stroke-width": hair }));
  parts.push(svg("circle", { cx: far.x, cy: far.y, r: 5.5 * hair, class: "handle", "stroke-width": 1.5 * hair }));
  parts.push(svg("circle", { cx: far.x, cy: far.y, r: (TARGET_PX / 2) * hair, class: "handle-target", "data-handle": "turn", cursor: "grab" }));
  return parts;
}

function outline(box, hair) {
  const at = { x: box.x, y: box.y, width: box.width, height: box.height };
  const turn = turnOf(box);
  return svg("g", turn ? { transform: turn } : {},
    svg("rect", { ...at, class: "outline under", "stroke-width": 3 * hair }), svg("rect", { ...at, class: "outline", "stroke-width": 1.5 * hair }));
}

function square(at, size, angle, attributes) {
  return svg("rect", {
    x: at.x - size / 2, y: at.y - size / 2, width: size, height: size, ...attributes,
    transform: angle ? `rotate(${angle} ${at.x} ${at.y})` : null,
  });
}

function rectangle(area, name, hair) {
  return svg("rect", {
    x: area.left, y: area.top, width: Math.max(0, area.right - area.left), height: Math.max(0, area.bottom - area.top),
    class: name, "stroke-width": hair, "stroke-dasharray": `${4 * hair} ${3 * hair}`,
  });
}

function linesOf({ x, y }, hair) {
  const style = { class: "snap-line", "stroke-width": 1.25 * hair };
  return [
    ...x.map((line) => svg("line", { x1: line.at, x2: line.at, y1: line.from - 3, y2: line.to + 3, ...style })),
    ...y.map((line) => svg("line", { y1: line.at, y2: line.at, x1: line.from - 3, x2: line.to + 3, ...style })),
  ];
}

/** The label is laid out in pixels: text of a few mm in a scaled drawing comes out wrong. */
function readoutOf({ x, y, text }, hair) {
  const width = text.length * 6.8 + 16;
  const label = svg("text", { x: 8, y: 16, class: "readout-text" });
  label.textContent = text;
  return svg("g", { transform: `translate(${x + 14 * hair} ${y + 14 * hair}) scale(${hair})` },
    svg("rect", { width, height: 23, rx: 5, class: "readout" }), label);
}

/** Return the words for a place or a size. */
export function pair(a, b) {
  return `${number(a)} × ${number(b)} mm`;
}

function cursorOf(handle, angle) {
  const direction = (Math.atan2(handle.y, handle.x) * 180) / Math.PI + angle;
  const names = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"];
  return names[((Math.round(direction / 45) % 4) + 4) % 4];
}
