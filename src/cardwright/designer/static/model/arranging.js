/**
 * Aligning and distributing, grouping and stacking.
 *
 * A group is the objects of one side with the same name in their key `group`. The layout profile
 * knows no such key, so a card looks the same with it and without it.
 */

import { changedAll, isKnown, sideOf } from "./documents.js";
import { roundLength, union } from "./geometry.js";

/** @typedef {import("./geometry.js").Bounds} Bounds */

/** Along which axis, and which part of the way from its low edge to its high one. */
const EDGES = { left: ["x", 0], centre: ["x", 0.5], right: ["x", 1], top: ["y", 0], middle: ["y", 0.5], bottom: ["y", 1] };

/** The names that `align` takes. */
export const ALIGNMENTS = Object.keys(EDGES);

/**
 * Return the moves that align bounds with one another; a single one is aligned with the card.
 * @param {Bounds[]} all
 * @param {Bounds} card
 */
export function align(all, edge, card) {
  const area = all.length > 1 ? union(all) : card;
  const [axis, part] = EDGES[edge];
  const [low, high] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
  const place = (one) => one[low] + (one[high] - one[low]) * part;
  return all.map((one) => rounded({ x: 0, y: 0, [axis]: place(area) - place(one) }));
}

/**
 * Return the moves that leave equal gaps between bounds; the first and the last stay.
 * @param {Bounds[]} all
 * @param {"x" | "y"} axis
 */
export function distribute(all, axis) {
  const [start, end] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
  const order = all.map((one, index) => ({ one, index })).sort((a, b) => a.one[start] - b.one[start] || a.index - b.index);
  const moves = all.map(() => ({ x: 0, y: 0 }));
  if (all.length < 3) return moves;
  const last = order[order.length - 1].one;
  const filled = order.reduce((sum, { one }) => sum + one[end] - one[start], 0);
  const gap = (last[end] - order[0].one[start] - filled) / (all.length - 1);
  let at = order[0].one[start];
  order.forEach(({ one, index }, place) => {
    const isFixed = place === 0 || place === order.length - 1;
    if (!isFixed) moves[index] = rounded(axis === "x" ? { x: at - one[start], y: 0 } : { x: 0, y: at - one[start] });
    at += one[end] - one[start] + gap;
  });
  return moves;
}

/** Return the name of the group that an object is in; it is empty where there is none. */
export function groupOf(value) {
  return isKnown(value) && typeof value.group === "string" ? value.group.trim() : "";
}

/** Return the keys of all that is in a group with one of these, and of these, in painting order. */
export function withGroups(state, keys) {
  const wanted = new Set(keys.map((key) => unitOf(state, key)));
  return state.order.filter((key) => wanted.has(unitOf(state, key)));
}

/** Say whether what is meant are some objects of one group, and not all of it. */
export function isWithin(state, keys) {
  return new Set(keys.map((key) => unitOf(state, key))).size === 1 && withGroups(state, keys).length > keys.length;
}

/** Return keys by what is moved as one: each group, and each object of none. @returns {string[][]} */
export function units(state, keys) {
  if (isWithin(state, keys)) return keys.map((key) => [key]);
  const found = new Map();
  for (const key of keys) found.set(unitOf(state, key), [...(found.get(unitOf(state, key)) ?? []), key]);
  return [...found.values()];
}

/** Return the state with objects in a group, where the topmost of them was in the painting order. */
export function grouped(state, keys, name) {
  const members = state.order.filter((key) => keys.includes(key));
  const top = members[members.length - 1];
  const order = state.order.flatMap((key) => (key === top ? members : members.includes(key) ? [] : [key]));
  return changedAll({ ...state, order }, members, () => ({ group: name }));
}

/** Return the state with the groups of these objects dissolved. */
export function ungrouped(state, keys) {
  return changedAll(state, withGroups(state, keys), () => ({ group: undefined }));
}

/** Return the state with copies in groups of their own; one alone is in none. */
export function regrouped(state, copies) {
  const nameOf = (key) => groupOf(state.entries.get(key));
  return [...new Set(copies.map(nameOf))].reduce((now, name) => {
    const members = copies.filter((key) => nameOf(key) === name);
    if (!name) return now;
    return members.length > 1 ? grouped(now, members, freeName(now, name, members)) : changedAll(now, members, () => ({ group: undefined }));
  }, state);
}

/** Return a name for a group of these objects that no other group has: `Group`, then `Group 2`. */
export function freeName(state, name, keys) {
  const taken = new Set(state.order.filter((key) => !keys.includes(key)).map((key) => groupOf(state.entries.get(key))));
  const stem = name.replace(/ \d+$/, "");
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${stem} ${count}`;
  return free;
}

/**
 * Return the state with objects moved in the painting order of their side, by one step or to the end.
 *
 * A step goes over a whole group; objects of a group stay within it, unless all of them are moved.
 * @param {"forward" | "backward" | "front" | "back"} where
 */
export function restacked(state, keys, where) {
  const isInside = isWithin(state, keys);
  const side = (key) => sideOf(state.entries.get(key));
  const places = isInside ? withGroups(state, keys) : state.order.filter((key) => side(key) === side(keys[0]));
  const blocks = [];
  for (const key of places) {
    const last = blocks[blocks.length - 1];
    if (!isInside && last && unitOf(state, last[0]) === unitOf(state, key)) last.push(key);
    else blocks.push([key]);
  }
  const isUp = where === "forward" || where === "front";
  if (!isUp) blocks.reverse();
  const isChosen = (block) => block?.some((key) => keys.includes(key));
  // From the end that they move to, so that none of them overtakes another.
  for (let at = blocks.length - 2; at >= 0; at -= 1) {
    if (!isChosen(blocks[at])) continue;
    let to = at;
    while (to < blocks.length - 1 && !isChosen(blocks[to + 1]) && (to === at || where === "front" || where === "back")) to += 1;
    blocks.splice(to, 0, ...blocks.splice(at, 1));
  }
  const moved = (isUp ? blocks : blocks.reverse()).flat();
  return { ...state, order: state.order.map((key) => (places.includes(key) ? moved.shift() : key)) };
}

/** Return the state with objects right above or below another in the painting order. */
export function movedTo(state, keys, other, isAbove) {
  const order = state.order.filter((one) => !keys.includes(one));
  order.splice(order.indexOf(other) + (isAbove ? 1 : 0), 0, ...state.order.filter((one) => keys.includes(one)));
  return { ...state, order };
}

function rounded({ x, y }) {
  return { x: roundLength(x), y: roundLength(y) };
}

/** What an object is moved with: the group of its side, or itself. */
function unitOf(state, key) {
  const value = state.entries.get(key);
  const name = value ? groupOf(value) : "";
  return name ? `${sideOf(value)} ${name}` : key;
}
