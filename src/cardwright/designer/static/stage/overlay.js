/** What lies over the card and is never printed: selection, handles, snap lines, the marquee. */

import { signal } from "@preact/signals";

import { around, placeOf, unlocked } from "../commands.js";
import { number } from "../lib/texts.js";
import { HANDLES, boxOf, corners, handlePoint, roundLength } from "../model/geometry.js";
import { draft, selected, shown, view } from "../store.js";
import { svg } from "./svg.js";

const HANDLE_PX = 9;
const TARGET_PX = 24;
const TURN_PX = 30;
/** Between the handles of an edge must be room for the one in its middle. */
const ROOM_PX = 56;

export const NO_MARKS = { x: [], y: [], distances: [] };
/** The lines and gaps that are kept to, and how far it is to what is near. @type {import("@preact/signals").Signal<any>} */
export const marks = signal(NO_MARKS);
/** @type {import("@preact/signals").Signal<null | import("../model/geometry.js").Bounds>} */
export const marquee = signal(null);
/** What the gesture under way says beside the pointer. */
export const readout = signal(/** @type {null | {x: number, y: number, text: string}} */ (null));

/** Draw all of it. */
export function drawOverlay(layer) {
  const { entries } = shown.value;
  const keys = selected.value.filter((key) => entries.get(key)?.hidden !== true);
  const hair = 1 / view.value.scale;
  // All in one path: there may be many, and they are drawn anew with each step of a gesture.
  const outlines = keys.map((key) => `M${corners(boxOf(entries.get(key))).map(({ x, y }) => `${x} ${y}`).join("L")}Z`).join("");
  const parts = [["outline under", 3], ["outline", 1.5]].map(([name, width]) => svg("path", { d: outlines, class: name, "stroke-width": width * hair }));
  if (keys.length > 1) parts.push(rectangle(around(keys, shown.value), "group-outline", hair));
  // Handles are where what they change is: locked objects stay as they are.
  const free = unlocked().filter((key) => keys.includes(key));
  const box = free.length ? boxOf(placeOf(free, shown.value)) : null;
  if (box) parts.push(...handlesOf(box, hair));
  if (box) parts.push(...turnHandle(box, hair));
  parts.push(...marksOf(marks.value, hair));
  if (marquee.value) parts.push(rectangle(marquee.value, "marquee", hair));
  if (readout.value && draft.value) parts.push(label({ x: readout.value.x + 14 * hair, y: readout.value.y + 14 * hair }, readout.value.text, hair));
  layer.replaceChildren(...parts);
}

function handlesOf(box, hair) {
  const isSmall = Math.min(box.width, box.height) / hair < TARGET_PX;
  const far = isSmall ? 8 * hair : 0;
  const outwards = { ...box, x: box.x - far, y: box.y - far, width: box.width + 2 * far, height: box.height + 2 * far };
  // On a small box the handles of the edges would lie on one another; a level line has two.
  const isThere = ({ x, y }) => {
    if (!box.height || !box.width) return box.height ? !x : !y && x;
    return (x && y) || (x ? box.height : box.width) >= ROOM_PX * hair;
  };
  return HANDLES.filter(isThere).flatMap((handle) => {
    const at = handlePoint(outwards, handle);
    return [
      square(at, HANDLE_PX * hair, box.angle, { class: "handle", "stroke-width": 1.5 * hair }),
      square(at, TARGET_PX * hair, box.angle, { class: "handle-target", "data-handle": `${handle.x} ${handle.y}`, cursor: cursorOf(handle, box.angle) }),
    ];
  });
}

function turnHandle(box, hair) {
  const top = handlePoint(box, { x: 0, y: -1 });
  const far = handlePoint({ ...box, y: box.y - TURN_PX * hair, height: box.height + 2 * TURN_PX * hair }, { x: 0, y: -1 });
  const at = { cx: far.x, cy: far.y };
  return [
    svg("line", { x1: top.x, y1: top.y, x2: far.x, y2: far.y, class: "turn-line", "stroke-width": hair }),
    svg("circle", { ...at, r: 5.5 * hair, class: "handle", "stroke-width": 1.5 * hair }),
    svg("circle", { ...at, r: (TARGET_PX / 2) * hair, class: "handle-target", "data-handle": "turn", cursor: "grab" }),
  ];
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

function marksOf({ x, y, distances }, hair) {
  const line = (axis, at, from, to, name) => svg("line", {
    class: name, "stroke-width": 1.25 * hair, ...(axis === "x" ? { x1: from, x2: to, y1: at, y2: at } : { y1: from, y2: to, x1: at, x2: at }),
  });
  const measured = ({ axis, from, to, across }, name) => {
    const [middle, beside] = [(from + to) / 2, across - 12 * hair];
    const at = axis === "x" ? { x: middle, y: beside } : { x: across + 6 * hair, y: middle };
    return [line(axis, across, from, to, name), label(at, `${number(roundLength(to - from))} mm`, hair, axis === "x" ? 0.5 : 0, 0.5)];
  };
  const lines = [["y", x], ["x", y]].flatMap(([axis, all]) => all.filter((one) => !one.gaps).map((one) => line(axis, one.at, one.from - 3, one.to + 3, "snap-line")));
  const gaps = [...x, ...y].flatMap((one) => one.gaps ?? []);
  const equal = new Set(gaps.map((one) => JSON.stringify(one)));
  const others = distances.filter((one) => !equal.has(JSON.stringify(one)));
  return [...others.flatMap((one) => measured(one, "distance")), ...lines, ...gaps.flatMap((one) => measured(one, "snap-line gap"))];
}

/** A label is laid out in pixels: text of a few mm in a scaled drawing comes out wrong. */
function label({ x, y }, words, hair, alongShare = 0, downShare = 0) {
  const width = words.length * 6.8 + 16;
  const text = svg("text", { x: 8, y: 16, class: "readout-text" });
  text.textContent = words;
  return svg("g", { transform: `translate(${x} ${y}) scale(${hair}) translate(${-width * alongShare} ${-23 * downShare})` },
    svg("rect", { width, height: 23, rx: 5, class: "readout" }), text);
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
