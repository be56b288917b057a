/** What is moved keeps to lines, with the same feeling at every zoom. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { distances, edgesOf, gapLines, linesOf, snap } from "../../../src/cardwright/designer/static/model/snapping.js";
import { randomly } from "./randomly.js";

const CARD = { width: 85.6, height: 54 };
const NO_GUIDES = { x: [], y: [] };
const box = (left, top, width = 10, height = 6) => ({ left, top, right: left + width, bottom: top + height });

test("edges and middles keep to the card and to its safe area", () => {
  const lines = linesOf(CARD, 2, [], NO_GUIDES);
  const near = snap(edgesOf(box(2.4, 23.7)), lines, 0.5);
  assert.equal(near.x.toFixed(2), "-0.40");
  assert.equal(near.y.toFixed(2), "0.30");
  assert.deepEqual(near.shown.x.map((line) => line.kind), ["safe"]);
  assert.deepEqual(near.shown.y.map((line) => line.kind), ["card"]);
  assert.deepEqual(snap(edgesOf(box(20.3, 14.2)), lines, 0.5).held, { x: null, y: null });
});

test("other objects and guides are kept to", () => {
  const lines = linesOf(CARD, 2, [box(30, 30)], { x: [61.5], y: [] });
  assert.equal(snap(edgesOf(box(40.2, 10)), lines, 0.5).x.toFixed(2), "-0.20");
  const guide = snap(edgesOf(box(51.3, 10)), lines, 0.5);
  assert.equal(guide.x.toFixed(2), "0.20");
  assert.equal(guide.shown.x[0].kind, "guide");
});

test("a line that holds lets go later than it catches", () => {
  const lines = linesOf(CARD, 2, [], NO_GUIDES);
  const away = edgesOf(box(2.7, 20));
  assert.equal(snap(away, lines, 0.5).x, 0);
  assert.equal(snap(away, lines, 0.5, { x: 2, y: null }).x.toFixed(2), "-0.70");
  assert.equal(snap(edgesOf(box(2.85, 20)), lines, 0.5, { x: 2, y: null }).x, 0);
});

test("the tolerance is what the caller makes of the zoom", () => {
  const lines = linesOf(CARD, 0, [], NO_GUIDES);
  assert.equal(snap(edgesOf(box(1, 20)), lines, 0.5).x, 0);
  assert.equal(snap(edgesOf(box(1, 20)), lines, 1.2).x, -1);
});

test("the nearest line wins, and only the edges that are moved count", () => {
  const lines = linesOf(CARD, 2, [], { x: [2.3], y: [] });
  assert.equal(snap({ x: [2.25], y: [] }, lines, 0.5).held.x, 2.3);
  assert.deepEqual(snap({ x: [], y: [53.8] }, lines, 0.5).held, { x: null, y: 54 });
});

const NONE = { x: [], y: [] };
const withGaps = (moved, others, tolerance = 0.5) => snap(edgesOf(moved), gapLines(moved, others), tolerance);

test("what is moved keeps to equal gaps: between, after and before two neighbours", () => {
  const two = [box(10, 20), box(40, 21)];
  assert.equal(withGaps(box(25.3, 22), two).x.toFixed(2), "-0.30");
  assert.equal(withGaps(box(69.8, 22), two).x.toFixed(2), "0.20");
  assert.equal(withGaps(box(-19.7, 22), two).x.toFixed(2), "-0.30");
  assert.deepEqual(withGaps(box(25.3, 22), two).shown.x[0].gaps.map(({ from, to }) => [from, to]), [[20, 25], [35, 40]]);
  const column = [box(10, 0), box(12, 10)];
  assert.equal(withGaps(box(11, 20.4), column).y.toFixed(2), "-0.40");
});

test("equal gaps are only those of neighbours that are level with what is moved", () => {
  assert.deepEqual(gapLines(box(25, 40), [box(10, 20), box(40, 21)]), NONE);
  assert.deepEqual(gapLines(box(25, 20), [box(10, 20), box(15, 21)]).x, []);
  const narrow = gapLines(box(25, 20, 30), [box(10, 20), box(40, 21)]).x;
  assert.deepEqual(narrow.map((line) => line.at), [70, -40], "it does not fit between");
});

test("only the left edge keeps to where the gaps are equal", () => {
  const two = [box(10, 20), box(40, 21)];
  assert.equal(withGaps(box(15.1, 22), two).held.x, null);
});

test("a thousand random places: what has snapped to a gap has the gaps that are shown", () => {
  const random = randomly(3);
  let count = 0;
  for (let round = 0; round < 1000; round += 1) {
    const others = Array.from({ length: 6 }, () => box(random(0, 80), random(0, 50), random(2, 12), random(2, 12)));
    const moved = box(random(0, 80), random(0, 50), random(2, 12), random(2, 12));
    const found = snap(edgesOf(moved), gapLines(moved, others), 3);
    for (const [axis, start, end] of [["x", "left", "right"], ["y", "top", "bottom"]]) {
      for (const { gaps } of found.shown[axis]) {
        count += 1;
        const [a, b] = gaps.map(({ from, to }) => to - from);
        assert.ok(Math.abs(a - b) < 1e-6 && a > 0);
        const edges = [moved[start] + found[axis], moved[end] + found[axis]];
        assert.ok(gaps.some(({ from, to }) => edges.some((edge) => Math.abs(edge - from) < 0.01 || Math.abs(edge - to) < 0.01)));
      }
    }
  }
  assert.ok(count > 100, `${count}`);
});

test("distances go to the nearest neighbours, or else to the edges of the card", () => {
  const moved = box(30, 20);
  const found = distances(moved, [box(10, 22), box(2, 22), box(60, 30), box(31, 40)], CARD);
  const lengths = Object.fromEntries(found.map(({ axis, from, to }) => [`${axis} ${from}`, to - from]));
  assert.deepEqual(Object.keys(lengths), ["x 20", "x 40", "y 0", "y 26"]);
  assert.deepEqual(Object.values(lengths).map((one) => Number(one.toFixed(2))), [10, 45.6, 20, 14]);
  assert.equal(found[0].across, 24, "in the middle of where they are level");
  assert.deepEqual(distances(box(0, 0, 85.6, 54), [], CARD), []);
  assert.deepEqual(distances(box(-5, -5), [], CARD).map(({ axis }) => axis), ["x", "y"]);
});

test("an edge that is pulled keeps to gaps that are there already", () => {
  const others = [box(4, 20), box(20, 21), box(60, 20)];
  const pulled = gapLines(box(40, 20, 12), others, { x: 1, y: 0 });
  // Before the third: the 6 mm between the first two, and the 10 mm that what is pulled keeps on its left.
  for (const { gaps: [one, other] } of pulled.x) assert.ok(Math.abs(one.to - one.from - (other.to - other.from)) < 1e-9);
  assert.ok(pulled.x.some((line) => line.at === 54));
  assert.ok(pulled.x.some((line) => line.at === 50));
  assert.deepEqual(pulled.y, []);
  assert.deepEqual(gapLines(box(70, 20), others, { x: 1, y: 0 }).x, [], "nothing is beyond it");
  const left = gapLines(box(40, 20, 12), others, { x: -1, y: 0 }).x.map((line) => line.at);
  assert.ok(left.includes(36), "6 mm after the second");
  assert.ok(left.includes(38), "the 8 mm that it keeps on its right");
});
