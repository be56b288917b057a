/** What is moved keeps to lines, with the same feeling at every zoom. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { edgesOf, linesOf, snap } from "../../../src/cardwright/designer/static/model/snapping.js";

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
