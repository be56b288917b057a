/**
 * The rulers, whose text is laid out in pixels, and the guides that are pulled out of them: lines
 * that objects keep to. They last as long as the page.
 */

import { effect } from "@preact/signals";

import { number } from "../lib/texts.js";
import { roundLength } from "../model/geometry.js";
import { cardSize, guides, side, view } from "../store.js";
import { onCard } from "./stage.js";
import { svg } from "./svg.js";

export const RULER_PX = 22;
const STEPS = [1, 2, 5, 10, 20, 50, 100];
const LEAST_LABEL_PX = 42;

/** Draw rulers into two elements; a guide that is made at one is handed to `pullGuide`. */
export function mountRulers(across, down, sizeOfStage, pullGuide) {
  const parts = [["x", across], ["y", down]];
  for (const [axis, host] of parts) {
    const root = svg("svg", { "aria-hidden": "true" });
    host.append(root);
    effect(() => drawRuler(root, axis, sizeOfStage()));
    // A guide is level with the ruler that it is pulled out of.
    const other = axis === "x" ? "y" : "x";
    root.addEventListener("pointerdown", (event) => pullGuide(event, other, addGuide(other, onCard(event)[other])));
  }
}

/** Put a guide on the side that is shown, at so many millimetres. Returns its place in the list. */
export function addGuide(axis, at) {
  const own = guides.value[side.value];
  replace(axis, [...own[axis], roundLength(at)]);
  return own[axis].length;
}

/** Move a guide; null takes it away. */
export function moveGuide(axis, index, at) {
  const own = [...guides.value[side.value][axis]];
  if (at === null) own.splice(index, 1);
  else own[index] = roundLength(at);
  replace(axis, own);
}

function drawRuler(root, axis, stage) {
  const { scale, x, y } = view.value;
  const start = axis === "x" ? x : y;
  const length = axis === "x" ? stage.width : stage.height;
  const { width, height } = cardSize.value;
  const card = (axis === "x" ? width : height) * scale;
  const step = STEPS.find((one) => one * scale >= LEAST_LABEL_PX) ?? 100;
  const small = step >= 5 ? step / 5 : step / 10;
  const isFine = small * scale >= 4;
  const parts = [svg("rect", axis === "x"
    ? { x: start, y: 0, width: card, height: RULER_PX, class: "extent" }
    : { x: 0, y: start, width: RULER_PX, height: card, class: "extent" })];
  const ticks = [];
  for (let at = Math.ceil(-start / scale / small); at * small * scale + start < length; at += 1) {
    const place = Math.round(at * small * scale + start) + 0.5;
    const isLabelled = Math.abs((at * small) % step) < 1e-6 || Math.abs(Math.abs((at * small) % step) - step) < 1e-6;
    if (!isLabelled && !isFine) continue;
    const from = isLabelled ? 10 : 17;
    ticks.push(axis === "x" ? `M${place} ${from}V${RULER_PX}` : `M${from} ${place}H${RULER_PX}`);
    if (isLabelled) parts.push(label(axis, place, at * small));
  }
  root.replaceChildren(...parts, svg("path", { d: ticks.join(""), class: "ticks" }));
}

function label(axis, place, value) {
  const turned = axis === "y" ? `translate(9 ${place + 3}) rotate(-90)` : null;
  const text = svg("text", axis === "x" ? { x: place + 3, y: 10 } : { x: 5, y: 0, transform: turned });
  text.textContent = number(value);
  return text;
}

function replace(axis, lines) {
  guides.value = { ...guides.value, [side.value]: { ...guides.value[side.value], [axis]: lines } };
}
