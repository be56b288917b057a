/** Snapping: which line of the card, or of other objects, an edge that is moved keeps to. */

/**
 * @typedef {import("./geometry.js").Bounds} Bounds
 * @typedef {{at: number, kind: "card" | "safe" | "object" | "guide", from: number, to: number}} Line
 *   A line to keep to, and over which stretch of the other axis it is shown.
 * @typedef {{x: Line[], y: Line[]}} Lines
 * @typedef {{x: number | null, y: number | null}} Held - The lines that hold now.
 * @typedef {{x: number[], y: number[]}} Edges - What is moved.
 */

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
  const across = axisLines(card.width, card.height, safe, others, guides.x, ["left", "right", "top", "bottom"]);
  const down = axisLines(card.height, card.width, safe, others, guides.y, ["top", "bottom", "left", "right"]);
  return { x: across, y: down };
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

function snapAxis(edges, lines, tolerance, held) {
  let best = null;
  for (const line of lines) {
    const reach = line.at === held ? tolerance * HOLD : tolerance;
    for (const edge of edges) {
      const distance = Math.abs(line.at - edge);
      // What holds is left only for something that is nearer by more than it reaches farther.
      const weight = distance / reach;
      if (distance <= reach && (best === null || weight < best.weight - 1e-9)) best = { by: line.at - edge, at: line.at, weight };
    }
  }
  if (best === null) return { by: 0, at: null, shown: [] };
  const { by, at } = best;
  const shown = lines.filter((line) => edges.some((edge) => Math.abs(line.at - edge - by) < 0.005));
  return { by, at, shown };
}
