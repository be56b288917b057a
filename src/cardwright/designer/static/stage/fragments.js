/** Asks the server how objects look. One request at a time; the newest edit wins. */

import { signal } from "@preact/signals";

import { Refusal, askJson } from "../lib/api.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { boxOf } from "../model/geometry.js";
import { dialog } from "../store.js";
import { build, isEmpty } from "./builder.js";

/** Keys that no drawing depends on; places and angles are done by the stage. */
const NOT_DRAWN = ["id", "name", "locked", "x_mm", "y_mm", "rotation_deg", "side", "hidden"];

/**
 * @typedef {{signature: string, group: SVGElement, box: import("../model/geometry.js").Box, isEmpty: boolean}} Art
 */

/** How objects look, by key. @type {Map<string, Art>} */
const drawn = new Map();
/** Counts what has come in, for whoever shows it. */
export const version = signal(0);
/** Why nothing comes in; empty while all is well. */
export const problem = signal("");
/** Whether something is still to come. */
export const isBusy = signal(false);

let wanted = { side: "front", record: null, values: new Map(), generation: 0 };
let isAsking = false;
let made = 0;
let retry = 0;
let spelledRecord = { of: undefined, generation: -1, text: "" };

/** Return how an object looks, as far as that is known. @returns {Art | undefined} */
export function artOf(key) {
  return drawn.get(key);
}

/**
 * Tell what is to be shown now. What is not drawn yet, or looks different since, is asked for.
 * @param {string} side
 * @param {Map<string, Record<string, any>>} values - The objects of the side that is shown.
 * @param {Record<string, string> | null} record
 * @param {number} generation - Counts uploads: what refers to files may look different after each.
 */
export function want(side, values, record, generation) {
  for (const key of drawn.keys()) if (!values.has(key)) drawn.delete(key);
  wanted = { side, values, record, generation };
  pump();
}

async function pump() {
  if (isAsking) return;
  const { side, values, record, generation } = wanted;
  const recordText = textOf(record, generation);
  const missing = [...values].filter(([key, value]) => drawn.get(key)?.signature !== signatureOf(value, recordText));
  isBusy.value = missing.length > 0;
  if (!missing.length) return;
  isAsking = true;
  clearTimeout(retry);
  try {
    const objects = missing.map(([, value]) => ({ ...value, hidden: false }));
    const { body } = await askJson("POST", `/designer/${start.id}/fragments`, { json: { side, objects, data: record } });
    const fragments = new Map(body.fragments.map((one) => [one.index, one.svg]));
    missing.forEach(([key, value], index) => {
      // An answer for what has changed since is shown all the same: it is nearer to the truth.
      if (wanted.values.has(key)) take(key, value, signatureOf(value, recordText), fragments.get(index));
    });
    problem.value = "";
    version.value += 1;
    isAsking = false;
    pump();
  } catch (failure) {
    isAsking = false;
    if (!(failure instanceof Refusal)) throw failure;
    // That the session has ended is told, and mended, in a dialog of its own.
    if (failure.status === 401) dialog.value ??= "expired";
    else problem.value = failure.message || t("status.offline");
    retry = window.setTimeout(pump, failure.status === 422 ? 15_000 : 3000);
  }
}

function take(key, value, signature, text) {
  made += 1;
  const group = build(text ?? "<g></g>", `f${made}`);
  drawn.set(key, { signature, group, box: boxOf(value), isEmpty: isEmpty(group) });
}

function signatureOf(value, recordText) {
  const looks = Object.entries(value).filter(([name]) => !NOT_DRAWN.includes(name));
  // The modules of a barcode lie on the dots of the printer, so its place matters.
  const place = value.type === "barcode" ? [value.x_mm, value.y_mm, value.rotation_deg] : null;
  return JSON.stringify([looks, place]) + recordText;
}

/** A record may hold a picture, which is not spelled out again for every step of a gesture. */
function textOf(record, generation) {
  if (spelledRecord.of !== record || spelledRecord.generation !== generation) {
    spelledRecord = { of: record, generation, text: JSON.stringify([record, generation]) };
  }
  return spelledRecord.text;
}
