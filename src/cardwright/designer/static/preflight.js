/** Preflight: what is wrong with the card as it is saved, which object it is, and how to mend it. */

import { effect } from "@preact/signals";

import { change } from "./commands.js";
import { Refusal, askJson } from "./lib/api.js";
import { t } from "./lib/texts.js";
import { bounds, boxOf, roundLength } from "./model/geometry.js";
import { isKnown } from "./model/documents.js";
import { base, findings, record, selection, side, sizeOf, state, status } from "./store.js";
import { PATH } from "./template.js";
import { SAFE_MM } from "./stage/stage.js";
import { reveal } from "./stage/viewing.js";

const CALM_MS = 500;

let timer = 0;
let asked = 0;

/** Look for findings whenever something was saved, or another record is shown. */
export function startPreflight() {
  effect(() => {
    record.value;
    if (status.value.name !== "saved") return;
    clearTimeout(timer);
    timer = window.setTimeout(look, CALM_MS);
  });
}

/** Return the key of the object that a finding is about, if it is still there. */
export function keyOf(finding) {
  const numbered = /^#(\d+)$/.exec(finding.object);
  const byId = base.value.order.find((key) => base.value.entries.get(key)?.id === finding.object);
  const key = byId ?? (numbered ? base.value.order[Number(numbered[1])] : undefined);
  return key !== undefined && state.value.entries.has(key) ? key : undefined;
}

/** Show the object of a finding, and select it. */
export function showFinding(finding) {
  const key = keyOf(finding);
  side.value = finding.side;
  if (key === undefined || !isKnown(state.value.entries.get(key) ?? {})) return;
  selection.value = [key];
  reveal(state.value.entries.get(key));
}

/** Return what mends a finding with one click: a text for it, and what to do. */
export function mendOf(finding) {
  const key = keyOf(finding);
  const value = key === undefined ? undefined : state.value.entries.get(key);
  if (!value || !isKnown(value) || value.locked === true) return null;
  const members = MENDS[finding.code]?.(value, finding);
  if (!members) return null;
  const label = t(`mend.${finding.code}`);
  return { label, run: () => change(label, [key], () => members) };
}

const MENDS = {
  outside_card: (value, finding) => movedInto(value, finding.side, 0),
  outside_safe_area: (value, finding) => movedInto(value, finding.side, SAFE_MM),
  text_overflow: (value) => (value.fit === "wrap" ? { fit: "wrap_shrink" } : { min_size_pt: Math.min(4, value.min_size_pt ?? 6) }),
  missing_font: () => ({ font: undefined }),
  low_contrast: (value) => (value.color === undefined && value.type !== "text" ? null : { color: isDark(value.color ?? "#000000") ? "#ffffff" : "#000000" }),
  barcode_no_quiet_zone: () => ({ quiet_zone: true }),
  barcode_too_small: (value, finding) => enlarged(value, finding),
  missing_field: (value) => withFallbacks(value),
  invalid_object: (value) => (base.value.order.filter((key) => base.value.entries.get(key)?.id === value.id).length > 1 ? { id: crypto.randomUUID().slice(0, 8) } : null),
};

async function look() {
  asked += 1;
  const mine = asked;
  try {
    const json = record.value === null ? {} : { data: record.value };
    const { body } = await askJson("POST", `${PATH}/preflight`, { json });
    if (mine === asked) findings.value = body.findings;
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    if (mine === asked) findings.value = null;
  }
}

function movedInto(value, onSide, margin) {
  const size = sizeOf(state.value.card, onSide);
  const area = bounds(boxOf(value));
  const into = (start, end, length) => {
    if (end - start > length - 2 * margin) return margin - start;
    return Math.max(0, margin - start) + Math.min(0, length - margin - end);
  };
  const moved = { x_mm: roundLength(value.x_mm + into(area.left, area.right, size.width)), y_mm: roundLength(value.y_mm + into(area.top, area.bottom, size.height)) };
  if (value.rotation_deg) return moved;
  const room = { width: size.width - 2 * margin, height: size.height - 2 * margin };
  return {
    ...moved,
    width_mm: roundLength(Math.min(value.width_mm, room.width)),
    height_mm: roundLength(Math.min(value.height_mm, room.height)),
  };
}

function enlarged(value, finding) {
  const found = /([\d.]+) x ([\d.]+) mm/.exec(finding.fix);
  if (!found) return null;
  const [width, height] = [Number(found[1]), Number(found[2])].map((length) => Math.ceil(length * 10) / 10);
  return { width_mm: Math.max(value.width_mm, width), height_mm: Math.max(value.height_mm, height) };
}

function withFallbacks(value) {
  const key = value.type === "text" ? "text" : "value";
  if (typeof value[key] !== "string") return null;
  const words = value[key].replace(/(?<!\\)\{\{\s*(\w+)\s*\}\}/gu, "{{$1|}}");
  return words === value[key] ? null : { [key]: words };
}

function isDark(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return red * 0.3 + green * 0.6 + blue * 0.1 < 128;
}
