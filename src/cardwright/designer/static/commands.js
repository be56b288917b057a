/** Every edit that a person can make, each of which can be undone. */

import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { align, distribute, freeName, grouped, isWithin, regrouped, restacked, ungrouped, units, withGroups } from "./model/arranging.js";
import * as documents from "./model/documents.js";
import { bounds, boxOf, centre, resized, roundAngle, roundLength, scaled, swung, turned, union } from "./model/geometry.js";
import { History, applied, commandBetween } from "./model/history.js";
import {
  base, canRedo, canUndo, cardSize, draft, mayEdit, openPanel, rightTab, selected, selection, side, state, visibleKeys, writing,
} from "./store.js";

const history = new History();

/** Carry out an edit: from now on `next` is the design. Edits with the same `merge` are one step. */
export function edit(label, next, { merge = null, select = null } = {}) {
  draft.value = null;
  if (!mayEdit) return;
  const command = commandBetween(state.value, next, label, merge, performance.now());
  if (command) {
    history.push(command);
    state.value = next;
    tell();
  }
  if (select) selection.value = select;
}

/** Forget what was done: the design is another one now. */
export function reset(opened) {
  history.done = [];
  history.undone = [];
  base.value = opened;
  state.value = opened;
  draft.value = null;
  selection.value = [];
  tell();
}

export function undo() {
  step(history.undo(), "announce.undone");
}

export function redo() {
  step(history.redo(), "announce.redone");
}

/** Change some keys of objects; each is given its value. */
export function change(label, keys, members, merge = null) {
  edit(label, documents.changedAll(state.value, keys, members), { merge });
}

/** Put a new object on top of the side that is shown, and select it. */
export function insert(label, value, { also = (now) => now } = {}) {
  const key = documents.newKey();
  const placed = { v: 1, id: crypto.randomUUID().slice(0, 8), ...value };
  if (side.value === "back") placed.side = "back";
  edit(label, documents.inserted(also(state.value), key, placed), { select: [key] });
  announce(t("announce.inserted", { name: label }));
  return key;
}

export function removeSelected() {
  const keys = unlocked();
  if (!keys.length) return;
  edit(t("do.remove"), documents.removed(state.value, keys), { select: [] });
  announce(t("announce.removed", { count: keys.length }));
}

export function duplicateSelected() {
  const shift = (value) => ({ id: crypto.randomUUID().slice(0, 8), ...movedBy(2, 2)(value) });
  const { state: next, keys } = documents.duplicated(state.value, selected.value, shift);
  if (keys.length) edit(t("do.duplicate"), regrouped(next, keys), { select: keys });
}

/** Make what is selected a group, other groups and all. */
export function group() {
  const keys = withGroups(state.value, selected.value);
  if (units(state.value, keys).length < 2) return;
  const name = freeName(state.value, t("new.group"), keys);
  edit(t("do.group"), grouped(state.value, keys, name), { select: keys });
  announce(t("announce.grouped", { count: keys.length, name }));
}

export function ungroup() {
  const next = ungrouped(state.value, selected.value);
  if (next === state.value) return;
  edit(t("do.ungroup"), next);
  announce(t("do.ungroup"));
}

/** Move what is selected; a burst of it is one step. */
export function nudge(dx, dy) {
  const keys = unlocked();
  change(t("do.move"), keys, movedBy(dx, dy), `nudge ${keys}`);
  if (keys.length) announcePlace(keys);
}

/** Make what is selected larger, its top left corner staying where it is; several as one. */
export function grow(dx, dy) {
  const keys = unlocked();
  if (!keys.length) return;
  // A single one grows along its own edges, however it is turned.
  const by = turned({ x: dx, y: dy }, keys.length > 1 ? 0 : boxOf(state.value.entries.get(keys[0])).angle);
  edit(t("do.resize"), pulled(state.value, keys, { x: dx ? 1 : 0, y: dy ? 1 : 0 }, by.x, by.y), { merge: `grow ${keys}` });
  announcePlace(keys);
}

/** Return the design with a handle of an object, or of several together, pulled by (dx, dy) mm. */
export function pulled(before, keys, handle, dx, dy, how = {}) {
  const values = keys.map((key) => before.entries.get(key));
  const boxes = values.map(boxOf);
  const least = values.map((value) => (value.type === "line" ? 0.1 : 0.5));
  const after = boxes.length > 1 ? scaled(boxes, handle, dx, dy, { ...how, least }) : [resized(boxes[0], handle, dx, dy, { ...how, least: least[0] })];
  return keys.reduce((now, key, index) => documents.changed(now, key, placedAt(after[index], values[index])), before);
}

/** Put several objects as one where the rectangle around them has this place and size. */
export function placeTogether(label, keys, place, merge) {
  const { x_mm: x, y_mm: y, width_mm: width, height_mm: height } = placeOf(keys);
  const sized = pulled(state.value, keys, { x: 1, y: 1 }, place.width_mm - width, place.height_mm - height);
  edit(label, documents.changedAll(sized, keys, movedBy(place.x_mm - x, place.y_mm - y)), { merge });
}

/** Return the upright rectangle around objects. */
export function around(keys, now = state.value) {
  return union(keys.map((key) => bounds(boxOf(now.entries.get(key)))));
}

/** Return the place and size of an object, or of several together. */
export function placeOf(keys, now = state.value) {
  if (keys.length === 1) return now.entries.get(keys[0]);
  const { left, top, right, bottom } = around(keys, now);
  return { x_mm: roundLength(left), y_mm: roundLength(top), width_mm: roundLength(right - left), height_mm: roundLength(bottom - top) };
}

/** Return what moves an object by millimetres. */
export function movedBy(dx, dy) {
  return (value) => ({ x_mm: roundLength(value.x_mm + dx), y_mm: roundLength(value.y_mm + dy) });
}

/** Turn what is selected by some degrees; several as one. */
export function rotate(by) {
  const keys = unlocked();
  if (!keys.length) return;
  edit(t("do.rotate"), swungBy(state.value, keys, hasBarcode(keys) ? Math.sign(by) * 90 : by), { merge: `rotate ${keys}` });
  announcePlace(keys);
}

/** Return the design with an object turned, or with several turned around the middle of all of them. */
export function swungBy(before, keys, by) {
  const pivot = centre(boxOf(placeOf(keys, before)));
  const swing = (box) => (keys.length > 1 ? swung(box, pivot, by) : { ...box, angle: box.angle + by });
  return documents.changedAll(before, keys, (value) => placedAt(swing(boxOf(value)), value));
}

/** Say whether one of the objects is a barcode, which is turned by right angles only. */
export function hasBarcode(keys) {
  return keys.some((key) => state.value.entries.get(key)?.type === "barcode");
}

/** Align what is selected: several with one another, one with the card. */
export function alignSelected(edge) {
  arrange(t(`align.${edge}`), (all) => align(all, edge, { left: 0, top: 0, right: cardSize.value.width, bottom: cardSize.value.height }));
}

export function distributeSelected(axis) {
  arrange(t(`align.distribute_${axis}`), (all) => distribute(all, axis));
}

export function restack(where, keys = selected.value) {
  edit(t(`stack.${where}`), restacked(state.value, keys, where));
}

export function toggle(member, keys, label) {
  const isOn = keys.every((key) => state.value.entries.get(key)?.[member] === true);
  change(label, keys, () => ({ [member]: isOn ? undefined : true }));
}

/** Change what belongs to the card and not to an object: its name, its sides, its files. */
export function changeCard(label, members, merge = null) {
  edit(label, { ...state.value, card: { ...state.value.card, ...members } }, { merge });
}

/** Return the keys of box and angle that an object gets; what was not there stays away. */
export function placedAt(box, value) {
  const angle = roundAngle(box.angle);
  return {
    x_mm: box.x, y_mm: box.y, width_mm: box.width, height_mm: box.height,
    rotation_deg: angle || "rotation_deg" in value ? angle : undefined,
  };
}

/** Return what is selected and may be moved. */
export function unlocked() {
  return selected.value.filter((key) => mayEdit && state.value.entries.get(key)?.locked !== true);
}

export function selectAll() {
  selection.value = withGroups(state.value, visibleKeys.value);
  announce(t("announce.selected", { count: selection.value.length }));
}

/** Return what a press on an object selects: its group, but where one of that is selected, the object alone. */
export function reached(key) {
  const isNear = isWithin(state.value, selected.value) && withGroups(state.value, selected.value).includes(key);
  return isNear ? [key] : withGroups(state.value, [key]);
}

/** Select an object of a selected group alone; of what is alone already, change the words or the properties. */
export function goInto(key) {
  if (selected.value.length > 1 && withGroups(state.value, [key]).length > 1) {
    selection.value = [key];
    return;
  }
  if (state.value.entries.get(key)?.type === "text" && unlocked().includes(key)) {
    writing.value = key;
    return;
  }
  rightTab.value = "properties";
  // Only where there is room for one panel it has to be opened; else new objects would not get the focus.
  if (document.querySelector(".panel-chooser")?.checkVisibility()) openPanel.value = "properties";
  requestAnimationFrame(() => {
    const first = document.querySelector("#properties [data-first]") ?? document.querySelector("#properties input");
    if (first instanceof HTMLElement) first.focus();
  });
}

/** Select the group of what is selected in it, or else nothing. */
export function goOut() {
  selection.value = isWithin(state.value, selected.value) ? withGroups(state.value, selected.value) : [];
}

function arrange(label, moves) {
  const free = unlocked();
  const parts = units(state.value, selected.value).map((keys) => keys.filter((key) => free.includes(key))).filter((keys) => keys.length);
  if (!parts.length) return;
  const by = moves(parts.map((keys) => around(keys)));
  edit(label, parts.reduce((now, keys, index) => documents.changedAll(now, keys, movedBy(by[index].x, by[index].y)), state.value));
  announce(label);
}

function announcePlace(keys) {
  const { x_mm: x, y_mm: y, width_mm: width, height_mm: height, rotation_deg: angle = 0 } = placeOf(keys);
  announce(t("announce.place", { x, y, width, height, angle }));
}

function step(command, text) {
  if (!command || !mayEdit) return;
  draft.value = null;
  state.value = applied(state.value, command);
  selection.value = selection.value.filter((key) => state.value.entries.has(key));
  tell();
  announce(t(text, { name: command.label }));
}

function tell() {
  canUndo.value = history.done[history.done.length - 1]?.label ?? null;
  canRedo.value = history.undone[history.undone.length - 1]?.label ?? null;
}
