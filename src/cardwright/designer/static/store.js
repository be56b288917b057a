/** All that can change while the page is open; whoever shows it follows these signals. */

import { computed, signal } from "@preact/signals";

import { start } from "./lib/start.js";
import { isKnown, sideOf } from "./model/documents.js";

/** @typedef {import("./model/documents.js").State} State */

/** The design after the last command. @type {import("@preact/signals").Signal<State>} */
export const state = signal({ order: [], entries: new Map(), card: {} });
/** The design while something is dragged. @type {import("@preact/signals").Signal<State | null>} */
export const draft = signal(/** @type {State | null} */ (null));
/** Whether what is dragged looks different meanwhile: moving and turning change no drawing. */
export const isReshaping = signal(false);
/** What the server has. @type {import("@preact/signals").Signal<State>} */
export const base = signal({ order: [], entries: new Map(), card: {} });
export const shown = computed(() => draft.value ?? state.value);

export const side = signal(/** @type {"front" | "back"} */ ("front"));
/** The keys of what is selected, in the order of selecting. */
export const selection = signal(/** @type {string[]} */ ([]));
/** The key of the text whose words are changed beside it. */
export const writing = signal(/** @type {string | null} */ (null));
export const guides = signal({ front: { x: [], y: [] }, back: { x: [], y: [] } });
/** Pixels per millimetre, and where the corner of the card is in the stage, in pixels. */
export const view = signal({ scale: 8, x: 0, y: 0 });
/** The values to draw with; null: samples made of the names of the fields. */
export const record = signal(/** @type {Record<string, string> | null} */ (null));
export const recordName = signal("names");
export const findings = signal(/** @type {any[] | null} */ (null));
export const canUndo = signal(/** @type {string | null} */ (null));
export const canRedo = signal(/** @type {string | null} */ (null));
/** `saved`, `edited`, `saving`, `offline`, `conflict`, `expired`, `refused`. */
export const status = signal({ name: "saved", detail: "", at: 0 });
/** Uploads under way: from 0 to 1 by token. */
export const uploads = signal(/** @type {Record<string, number>} */ ({}));
/** Why the server would not take a file, by token. */
export const refusedFiles = signal(/** @type {Record<string, string>} */ ({}));
export const dialog = signal(/** @type {string | null} */ (null));
/** The print over the stage: as far as `mix` says; `view` is `slider`, `blink` or `difference`. */
export const proof = signal(/** @type {null | {url: string, mix: number, view: string}} */ (null));
export const leftTab = signal("layers");
export const rightTab = signal("properties");
/** Which panel is open where there is room for one only. */
export const openPanel = signal("none");
export const isSnapping = signal(true);
export const hasLetterKeys = signal(true);

export const mayEdit = start.may_edit === true;

/** All of the design but its objects: whoever follows it is left alone while these are dragged. */
export const shownCard = computed(() => shown.value.card);

/** The size of the side that is shown, in millimetres. */
export const cardSize = computed(() => sizeOf(shownCard.value, side.value));

/** The keys of the known objects on the side that is shown, in painting order. */
export const keysOnSide = computedList(() => {
  const { order, entries } = shown.value;
  const there = side.value;
  return order.filter((key) => {
    const value = entries.get(key);
    return value !== undefined && isKnown(value) && sideOf(value) === there;
  });
});

/** Those of them that are not hidden. */
export const visibleKeys = computedList(() => {
  const { entries } = shown.value;
  return keysOnSide.value.filter((key) => entries.get(key)?.hidden !== true);
});

/** What is selected of the side that is shown. */
export const selected = computedList(() => {
  const there = new Set(keysOnSide.value);
  return selection.value.filter((key) => there.has(key));
});

/** A computed list that stays the same one as long as the same is in it: nobody is told of the rest. */
function computedList(compute) {
  let last = [];
  return computed(() => {
    const now = compute();
    if (now.length !== last.length || now.some((one, index) => one !== last[index])) last = now;
    return last;
  });
}

/** Return the width and height of a side in millimetres. */
export function sizeOf(card, whichSide) {
  const { width_mm: width, height_mm: height } = start.type;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const isLandscape = card[`orientation_${whichSide}`] !== "P";
  return isLandscape ? { width: long, height: short } : { width: short, height: long };
}

/** Return where nothing is printed on a side; a side turned against its type is turned clockwise. */
export function zonesOf(card, whichSide) {
  const { width_mm: width, height_mm: height, non_printable_zones: zones } = start.type;
  const size = sizeOf(card, whichSide);
  if (size.width === width && size.height === height) return zones;
  return zones.map((zone) => ({
    label: zone.label,
    x_mm: height - zone.y_mm - zone.height_mm,
    y_mm: zone.x_mm,
    width_mm: zone.height_mm,
    height_mm: zone.width_mm,
  }));
}
