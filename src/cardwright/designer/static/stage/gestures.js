/** What pointers do on the stage: select, move, resize, turn, mark out an area, pan, pinch. */

import { batch } from "@preact/signals";

import { around, edit, goInto, hasBarcode, movedBy, placeOf, pulled, reached, swungBy, unlocked } from "../commands.js";
import { announce } from "../lib/announce.js";
import { number, t } from "../lib/texts.js";
import { withGroups } from "../model/arranging.js";
import { changedAll } from "../model/documents.js";
import { angleTowards, bounds, boxOf, meets, roundAngle, roundLength } from "../model/geometry.js";
import { distances, edgesOf, gapLines, linesOf, snap } from "../model/snapping.js";
import {
  cardSize, draft, guides, isReshaping, isSnapping, mayEdit, selected, selection, side, state, view, visibleKeys,
} from "../store.js";
import { moveGuide } from "./rulers.js";
import { NO_MARKS, marks, marquee, pair, readout } from "./overlay.js";
import { SAFE_MM, layers, onCard } from "./stage.js";
import { panBy, zoomBy } from "./viewing.js";

const THRESHOLD_PX = 3;
const SNAP_PX = 6;
const DOUBLE_MS = 500;

/** @typedef {{move: (event: PointerEvent) => void, end?: (event: PointerEvent) => void, cancel?: () => void}} Gesture */

/** @type {Gesture | null} */
let gesture = null;
/** @type {Map<number, {x: number, y: number}>} */
const pointers = new Map();
let isSpaceDown = false;
/** What was pressed last, and when. */
let last = { key: "", at: 0 };

/** Listen to the pointers on the stage. */
export function listenToPointers() {
  const root = /** @type {SVGSVGElement} */ (layers.root);
  root.addEventListener("pointerdown", down);
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", up);
  root.addEventListener("pointercancel", cancel);
  root.addEventListener("wheel", wheel, { passive: false });
  root.addEventListener("contextmenu", (event) => isSpaceDown && event.preventDefault());
}

/** Tell whether the space bar is held, with which dragging pans. */
export function holdSpace(isDown) {
  isSpaceDown = isDown;
  layers.root.classList.toggle("panning", isDown);
}

/** Give up the gesture under way, if there is one: nothing has changed. */
export function abandon() {
  const was = gesture;
  gesture = null;
  was?.cancel?.();
  clear();
  return was !== null;
}

/** Let the stage go on with a press on a ruler, which has made a guide. */
export function pullGuide(event, axis, index) {
  layers.root.setPointerCapture(event.pointerId);
  gesture = movingGuide(axis, index);
}

function down(event) {
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (pointers.size === 2) {
    abandon();
    gesture = pinching();
    return;
  }
  if (gesture || (event.button !== 0 && event.button !== 1)) return;
  // On the root, because what is under the pointer may be drawn anew while it is dragged.
  layers.root.setPointerCapture(event.pointerId);
  const target = /** @type {Element} */ (event.target);
  if (event.button === 1 || isSpaceDown) gesture = panning(event);
  else gesture = begun(event, target);
  if (event.button === 1) event.preventDefault();
}

function begun(event, target) {
  const handle = target.closest("[data-handle]")?.getAttribute("data-handle");
  if (handle) return handle === "turn" ? turning() : resizing(event, handle);
  const line = target.closest("[data-guide]")?.getAttribute("data-guide");
  const key = target.closest("[data-key]")?.getAttribute("data-key");
  if (key) return pressed(event, key);
  if (line) {
    const [axis, index] = line.split(" ");
    return movingGuide(axis, Number(index));
  }
  return markingOut(event);
}

function move(event) {
  if (pointers.has(event.pointerId)) pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  // All that a step of a gesture changes is drawn once.
  batch(() => gesture?.move(event));
}

function up(event) {
  pointers.delete(event.pointerId);
  const was = gesture;
  gesture = null;
  batch(() => {
    was?.end?.(event);
    clear();
  });
}

function cancel(event) {
  pointers.delete(event.pointerId);
  abandon();
}

function clear() {
  draft.value = null;
  isReshaping.value = false;
  marks.value = NO_MARKS;
  marquee.value = null;
  readout.value = null;
}

/** Return what an object that is pressed on does: it is selected, and moved if it is dragged. */
function pressed(event, key) {
  const keys = reached(key);
  const wasSelected = selected.value.includes(key);
  const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
  if (isAdding) selection.value = wasSelected ? selection.value.filter((one) => !keys.includes(one)) : [...selected.value, ...keys];
  else if (!wasSelected) selection.value = keys;
  // Pointer events do not count clicks, and a click is for the root, which has captured the pointer.
  const isSecond = last.key === key && event.timeStamp - last.at < DOUBLE_MS;
  last = { key: isSecond ? "" : key, at: event.timeStamp };
  const drag = moving(event);
  return {
    ...drag,
    end: () => {
      const hasMoved = draft.value !== null;
      drag.end();
      if (hasMoved || isAdding) return;
      if (wasSelected) selection.value = keys;
      if (isSecond) goInto(key);
    },
  };
}

function moving(event) {
  const begin = onCard(event);
  const keys = unlocked();
  const before = state.value;
  const area = around(keys);
  const { keep, show, gaps } = keeping(keys);
  let hasBegun = false;
  return {
    move: (now) => {
      hasBegun ||= isFar(event, now);
      if (!hasBegun || !area) return;
      const at = onCard(now);
      const by = constrained({ x: at.x - begin.x, y: at.y - begin.y }, now.shiftKey);
      const { left, top, right, bottom } = area;
      const moved = { left: left + by.x, right: right + by.x, top: top + by.y, bottom: bottom + by.y };
      const more = keep(edgesOf(moved), now, gaps(moved));
      draft.value = changedAll(before, keys, movedBy(by.x + more.x, by.y + more.y));
      show(around(keys, draft.value));
      readout.value = { ...at, text: `${number(roundLength(moved.left + more.x))}, ${number(roundLength(moved.top + more.y))} mm` };
    },
    end: () => finish(t("do.move")),
  };
}

function resizing(event, name) {
  const [x, y] = name.split(" ").map(Number);
  const begin = onCard(event);
  const keys = unlocked();
  const before = state.value;
  const values = keys.map((key) => before.entries.get(key));
  const isUpright = keys.length > 1 || !values[0].rotation_deg;
  const isSquare = x && y && values.some((value) => value.type === "barcode" && value.symbology === "qr");
  const area = around(keys);
  const { keep, show, gaps } = keeping(keys);
  // Where the edges are that are pulled, before they keep to anything.
  const pulledArea = ({ x: [across], y: [down] }) => ({
    ...area, ...(x && { [x < 0 ? "left" : "right"]: across }), ...(y && { [y < 0 ? "top" : "bottom"]: down }),
  });
  isReshaping.value = true;
  return {
    move: (now) => {
      const at = onCard(now);
      const by = { x: at.x - begin.x, y: at.y - begin.y };
      const edges = { x: x ? [(x < 0 ? area.left : area.right) + by.x] : [], y: y ? [(y < 0 ? area.top : area.bottom) + by.y] : [] };
      const more = keep(isUpright ? edges : { x: [], y: [] }, now, gaps(pulledArea(edges), { x, y }));
      const next = pulled(before, keys, { x, y }, by.x + more.x, by.y + more.y, { keepsRatio: now.shiftKey !== Boolean(isSquare), fromCentre: now.ctrlKey });
      draft.value = next;
      show(around(keys, next));
      const { width_mm: width, height_mm: height } = placeOf(keys, next);
      readout.value = { ...at, text: pair(width, height) };
    },
    end: () => finish(t("do.resize")),
  };
}

/** Return what tells how far edges are from what they keep to, and what shows that at their last place. */
function keeping(keys) {
  const others = visibleKeys.value
    .filter((key) => !keys.includes(key))
    .map((key) => bounds(boxOf(state.value.entries.get(key))));
  const lines = linesOf(cardSize.value, SAFE_MM, others, guides.value[side.value]);
  let found = { x: 0, y: 0, held: undefined, shown: { x: [], y: [] } };
  const keep = (edges, { altKey }, gaps = { x: [], y: [] }) => {
    const isOff = altKey || !isSnapping.value;
    const all = { x: [...lines.x, ...gaps.x], y: [...lines.y, ...gaps.y] };
    found = snap(isOff ? { x: [], y: [] } : edges, all, SNAP_PX / view.value.scale, found.held);
    return found;
  };
  const show = (area) => {
    // A line is shown as far as what keeps to it.
    const along = (all, low, high) => all.map((one) => ({ ...one, from: Math.min(one.from, low), to: Math.max(one.to, high) }));
    const { x, y } = found.shown;
    marks.value = { x: along(x, area.top, area.bottom), y: along(y, area.left, area.right), distances: distances(area, others, cardSize.value) };
  };
  return { keep, show, gaps: (area, handle = null) => gapLines(area, others, handle) };
}

function turning() {
  const keys = unlocked();
  const before = state.value;
  const box = boxOf(placeOf(keys));
  const isByRightAngles = hasBarcode(keys);
  return {
    move: (now) => {
      const at = onCard(now);
      const step = isByRightAngles ? 90 : now.shiftKey ? 15 : 0;
      const angle = angleTowards(box, at, step);
      const right = Math.round(angle / 90) * 90;
      const isNear = !step && !now.altKey && Math.abs(angle - right) < 2;
      const by = (isNear ? right : angle) - box.angle;
      draft.value = swungBy(before, keys, by);
      readout.value = { ...at, text: `${number(roundAngle(box.angle + by))}°` };
    },
    end: () => finish(t("do.rotate")),
  };
}

function markingOut(event) {
  const begin = onCard(event);
  const before = event.shiftKey ? selected.value : [];
  selection.value = before;
  return {
    move: (now) => {
      if (!isFar(event, now)) return;
      const at = onCard(now);
      const area = { left: Math.min(begin.x, at.x), right: Math.max(begin.x, at.x), top: Math.min(begin.y, at.y), bottom: Math.max(begin.y, at.y) };
      marquee.value = area;
      const met = visibleKeys.value.filter((key) => {
        const value = state.value.entries.get(key);
        return value && value.locked !== true && meets(boxOf(value), area);
      });
      selection.value = [...new Set([...before, ...withGroups(state.value, met)])];
    },
    end: () => {
      if (marquee.value) announce(t("announce.selected", { count: selected.value.length }));
    },
    cancel: () => {
      selection.value = before;
    },
  };
}

function movingGuide(axis, index) {
  return {
    move: (now) => moveGuide(axis, index, onCard(now)[axis]),
    end: (last) => {
      const at = onCard(last)[axis];
      const length = axis === "x" ? cardSize.value.width : cardSize.value.height;
      // Dragged off the card, a guide goes.
      if (at < -2 || at > length + 2) moveGuide(axis, index, null);
    },
  };
}

function panning(event) {
  let last = event;
  const pan = (now) => {
    panBy(now.clientX - last.clientX, now.clientY - last.clientY);
    last = now;
  };
  return { move: pan };
}

function pinching() {
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return b ? { size: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
  };
  let last = spread();
  return {
    move: () => {
      const now = spread();
      if (!now || !last) return;
      zoomBy(now.size / Math.max(1, last.size), inStage(now.x, now.y));
      panBy(now.x - last.x, now.y - last.y);
      last = now;
    },
  };
}

function wheel(event) {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) zoomBy(Math.exp(-event.deltaY * 0.004), inStage(event.clientX, event.clientY));
  else if (event.shiftKey) panBy(-event.deltaY, 0);
  else panBy(-event.deltaX, -event.deltaY);
}

function inStage(clientX, clientY) {
  const { left, top } = layers.root.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function finish(label) {
  if (draft.value && mayEdit) edit(label, draft.value);
}

function constrained(by, isStraight) {
  if (!isStraight) return by;
  return Math.abs(by.x) > Math.abs(by.y) ? { x: by.x, y: 0 } : { x: 0, y: by.y };
}

function isFar(event, now) {
  return Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) >= THRESHOLD_PX;
}
