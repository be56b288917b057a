/** Aligning and distributing: by how much each of several bounds has to move. */

import { roundLength, union } from "./geometry.js";

/** @typedef {import("./geometry.js").Bounds} Bounds */

const EDGES = {
  left: (one, area) => ({ x: area.left - one.left, y: 0 }),
  centre: (one, area) => ({ x: (area.left + area.right - one.left - one.right) / 2, y: 0 }),
  right: (one, area) => ({ x: area.right - one.right, y: 0 }),
  top: (one, area) => ({ x: 0, y: area.top - one.top }),
  middle: (one, area) => ({ x: 0, y: (area.top + area.bottom - one.top - one.bottom) / 2 }),
  bottom: (one, area) => ({ x: 0, y: area.bottom - one.bottom }),
};

/** The names that `align` takes. */
export const ALIGNMENTS = Object.keys(EDGES);

/**
 * Return the moves that align bounds with one another; a single one is aligned with the card.
 * @param {Bounds[]} all
 * @param {Bounds} card
 */
export function align(all, edge, card) {
  const area = all.length > 1 ? union(all) : card;
  return all.map((one) => rounded(EDGES[edge](one, area)));
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

function rounded({ x, y }) {
  return { x: roundLength(x), y: roundLength(y) };
}
