/** Zoom and pan: how large the card is shown, and where. */

import { cardSize, selected, shown, view } from "../store.js";
import { bounds, boxOf, union } from "../model/geometry.js";

const LEAST = 1.2;
const MOST = 120;
/** CSS has 96 pixels in an inch, so at this scale a card has about its real size. */
export const REAL_SIZE = 96 / 25.4;
const MARGIN_PX = 36;
export const ZOOM_STEP = 1.25;

/** The view that shows the whole card, while it is shown so. */
let fitted = null;

/** @type {() => {width: number, height: number}} */
let sizeOfStage = () => ({ width: 800, height: 600 });

/** Tell how to measure the stage. */
export function measureWith(measure) {
  sizeOfStage = measure;
}

/** Show the whole card. */
export function fitCard() {
  const { width, height } = cardSize.value;
  show({ left: 0, top: 0, right: width, bottom: height });
  fitted = view.value;
}

/** Follow the size of the stage: the whole card stays in view, and anything else in the middle. */
export function follow(before, now) {
  if (fitted === view.value || !before.width || !before.height) {
    fitCard();
    return;
  }
  const { scale, x, y } = view.value;
  view.value = { scale, x: x + (now.width - before.width) / 2, y: y + (now.height - before.height) / 2 };
}

/** Show what is selected as large as it gets, or the card. */
export function fitSelection() {
  const area = union(selected.value.map((key) => bounds(boxOf(shown.value.entries.get(key)))));
  if (area) show(area);
  else fitCard();
}

/** Zoom by a factor; the point of the stage, in pixels, stays where it is. */
export function zoomBy(factor, point = middle()) {
  zoomTo(view.value.scale * factor, point);
}

/** Zoom to so many pixels per millimetre. */
export function zoomTo(scale, point = middle()) {
  const { scale: before, x, y } = view.value;
  const after = Math.min(MOST, Math.max(LEAST, scale));
  const grown = after / before;
  view.value = { scale: after, x: point.x - (point.x - x) * grown, y: point.y - (point.y - y) * grown };
}

/** Move the card on the stage, by pixels. */
export function panBy(dx, dy) {
  const { scale, x, y } = view.value;
  const stage = sizeOfStage();
  const { width, height } = cardSize.value;
  // Some of the card always stays in view.
  const kept = 60;
  view.value = {
    scale,
    x: Math.min(stage.width - kept, Math.max(kept - width * scale, x + dx)),
    y: Math.min(stage.height - kept, Math.max(kept - height * scale, y + dy)),
  };
}

/** Bring an object into view where it is not. */
export function reveal(value) {
  const { scale, x, y } = view.value;
  const stage = sizeOfStage();
  const area = bounds(boxOf(value));
  const isIn = area.left * scale + x >= 0 && area.right * scale + x <= stage.width && area.top * scale + y >= 0 && area.bottom * scale + y <= stage.height;
  if (!isIn) panBy(stage.width / 2 - ((area.left + area.right) / 2) * scale - x, stage.height / 2 - ((area.top + area.bottom) / 2) * scale - y);
}

function show(area) {
  const stage = sizeOfStage();
  const width = Math.max(1, area.right - area.left);
  const height = Math.max(1, area.bottom - area.top);
  const fitting = Math.min((stage.width - 2 * MARGIN_PX) / width, (stage.height - 2 * MARGIN_PX) / height);
  const scale = Math.min(MOST, Math.max(LEAST, fitting));
  view.value = {
    scale,
    x: (stage.width - (area.left + area.right) * scale) / 2,
    y: (stage.height - (area.top + area.bottom) * scale) / 2,
  };
}

function middle() {
  const { width, height } = sizeOfStage();
  return { x: width / 2, y: height / 2 };
}
