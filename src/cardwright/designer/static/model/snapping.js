/** Snapping: which lines and equal gaps what is moved keeps to, and how far it is from what. */

/**
 * @typedef {import("./geometry.js").Bounds} Bounds
 * @typedef {{axis: "x" | "y", from: number, to: number, across: number}} Segment - A stretch along an axis.
 * @typedef {{at: number, kind: string, from: number, to: number, gaps?: Segment[]}} Line
 *   A line to keep to, and over which stretch of the other axis it is shown. One with gaps is for
 *   the first edge only, the left or top one of what is moved: there, these gaps are equal.
 * @typedef {{x: Line[], y: Line[]}} Lines
 * @typedef {{x: number | null, y: number | null}} Held - The lines that hold now.
 * @typedef {{x: number[], y: number[]}} Edges - What is moved.
 */

/** Where bounds begin and end along an axis, and along the other one. */
const ENDS = { x: ["left", "right", "top", "bottom"], y: ["top", "bottom", "left", "right"] };
const FAR = 1e4;
/** How much farther than to catch it, in times of the tolerance, a line holds what it has caught. */
const HOLD = 1.6;

/**
 * Return all lines there are to keep to.
 * @param {{width: number, height: number}} card
 * @param {number} safe - How far the safe area is from the edge.
 * @param {Bounds[]} others
 * @param {{x: number[], y: number[]}} guides
 * @returns {Lines}
 */
export function linesOf(card, safe, others, guides) {
  const across = axisLines(card.width, card.height, safe, others, guides.x, ENDS.x);
  const down = axisLines(card.height, card.width, safe, others, guides.y, ENDS.y);
  return { x: across, y: down };
}

/**
 * Return where what is moved has equal gaps to its neighbours: between two of them, or after or
 * before two as far as they are from one another.
 *
 * Of what is pulled by a handle, they are where its edge leaves a gap that is there already.
 * @param {Bounds} moved
 * @param {Bounds[]} others
 * @param {import("./geometry.js").Handle | null} handle
 * @returns {Lines}
 */
export function gapLines(moved, others, handle = null) {
  const along = (axis) => (handle ? pulledGaps(moved, others, axis, handle[axis]) : axisGaps(moved, others, axis));
  return { x: along("x"), y: along("y") };
}

/** Return how far it is from what is moved to its neighbours, or else to the edges of the card. @returns {Segment[]} */
export function distances(moved, others, { width, height }) {
  const all = { left: -FAR, top: -FAR, right: FAR, bottom: FAR };
  const around = [...others, { ...all, right: 0 }, { ...all, left: width }, { ...all, bottom: 0 }, { ...all, top: height }];
  return Object.keys(ENDS).flatMap((axis) => {
    const [before, after] = neighbours(moved, besides(moved, around, axis), axis);
    const found = [before && between(before, moved, axis), after && between(moved, after, axis)];
    return found.filter((one) => one && one.to - one.from > 0.005);
  });
}

/** Return the edges and the middle of what is moved. @param {Bounds} moved @returns {Edges} */
export function edgesOf(moved) {
  return {
    x: [moved.left, (moved.left + moved.right) / 2, moved.right],
    y: [moved.top, (moved.top + moved.bottom) / 2, moved.bottom],
  };
}

/**
 * Return how far to move so that an edge lies on a line, and which lines are kept to.
 * @param {Edges} edges
 * @param {Lines} lines
 * @param {number} tolerance - In millimetres; on the screen it is the same at every zoom.
 * @param {Held} held - What the last answer held.
 * @returns {{x: number, y: number, held: Held, shown: {x: Line[], y: Line[]}}}
 */
export function snap(edges, lines, tolerance, held = { x: null, y: null }) {
  const x = snapAxis(edges.x, lines.x, tolerance, held.x);
  const y = snapAxis(edges.y, lines.y, tolerance, held.y);
  return {
    x: x.by,
    y: y.by,
    held: { x: x.at, y: y.at },
    shown: { x: x.shown, y: y.shown },
  };
}

function axisLines(length, breadth, safe, others, guides, [start, end, low, high]) {
  const own = (at, kind) => ({ at, kind, from: 0, to: breadth });
  const lines = [0, length / 2, length].map((at) => own(at, "card"));
  if (safe > 0 && safe * 2 < length) lines.push(own(safe, "safe"), own(length - safe, "safe"));
  for (const other of others) {
    for (const at of [other[start], (other[start] + other[end]) / 2, other[end]]) {
      lines.push({ at, kind: "object", from: other[low], to: other[high] });
    }
  }
  return [...lines, ...guides.map((at) => own(at, "guide"))];
}

function axisGaps(moved, others, axis) {
  const [start, end] = ENDS[axis];
  const length = moved[end] - moved[start];
  const level = besides(moved, others, axis);
  return level.flatMap((one, index) => {
    const next = level.slice(index + 1).find((other) => other[start] > one[end]);
    if (!next) return [];
    const gap = next[start] - one[end];
    const line = (at, order) => {
      const [a, b, c] = order({ ...moved, [start]: at, [end]: at + length });
      return { at, kind: "gap", from: 0, to: 0, gaps: [between(a, b, axis), between(b, c, axis)] };
    };
    const lines = [line(next[end] + gap, (it) => [one, next, it]), line(one[start] - gap - length, (it) => [it, one, next])];
    return gap > length ? [...lines, line(one[end] + (gap - length) / 2, (it) => [one, it, next])] : lines;
  });
}

function pulledGaps(moved, others, axis, direction) {
  const [start, end] = ENDS[axis];
  const level = besides(moved, others, axis);
  const [before, after] = neighbours(moved, level, axis);
  const [near, far] = direction < 0 ? [before, after] : [after, before];
  if (!direction || !near) return [];
  const join = (one, other) => (direction < 0 ? between(one, other, axis) : between(other, one, axis));
  const inRow = level.slice(1).map((next, index) => between(level[index], next, axis));
  const known = [...inRow, ...(far ? [join(moved, far)] : [])].filter(({ from, to }) => to - from > 0.005);
  return known.map((gap) => {
    const at = direction < 0 ? near[end] + gap.to - gap.from : near[start] - gap.to + gap.from;
    const pulled = { ...moved, [direction < 0 ? start : end]: at };
    return { at, kind: "gap", from: 0, to: 0, gaps: [gap, join(near, pulled)] };
  });
}

/** Return what is nearest before and after bounds, out of what is level with them. */
function neighbours(moved, level, axis) {
  const [start, end] = ENDS[axis];
  const [before] = level.filter((one) => one[end] <= moved[start]).sort((a, b) => b[end] - a[end]);
  return [before, level.find((one) => one[start] >= moved[end])];
}

/** Return what is level with bounds, in its order along the axis. */
function besides(moved, others, axis) {
  const [start, , low, high] = ENDS[axis];
  return others.filter((one) => one[low] < moved[high] && one[high] > moved[low]).sort((a, b) => a[start] - b[start]);
}

function between(a, b, axis) {
  const [start, end, low, high] = ENDS[axis];
  return { axis, from: a[end], to: b[start], across: (Math.max(a[low], b[low]) + Math.min(a[high], b[high])) / 2 };
}

function snapAxis(edges, lines, tolerance, held) {
  let best = null;
  for (const line of lines) {
    const reach = line.at === held ? tolerance * HOLD : tolerance;
    for (const edge of line.gaps ? edges.slice(0, 1) : edges) {
      const distance = Math.abs(line.at - edge);
      // What holds is left only for something that is nearer by more than it reaches farther.
      const weight = distance / reach;
      if (distance <= reach && (best === null || weight < best.weight - 1e-9)) best = { by: line.at - edge, at: line.at, weight };
    }
  }
  if (best === null) return { by: 0, at: null, shown: [] };
  const { by, at } = best;
  const shown = lines.filter((line) => (line.gaps ? edges.slice(0, 1) : edges).some((edge) => Math.abs(line.at - edge - by) < 0.005));
  return { by, at, shown };
}
