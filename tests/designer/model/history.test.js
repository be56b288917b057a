/** Whatever is done can be undone, and done again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { grouped, restacked, ungrouped } from "../../../src/cardwright/designer/static/model/arranging.js";
import * as documents from "../../../src/cardwright/designer/static/model/documents.js";
import { History, applied, commandBetween, inverse, merged } from "../../../src/cardwright/designer/static/model/history.js";
import { randomly } from "./randomly.js";

const text = (x) => ({ v: 1, type: "text", text: "a", x_mm: x, y_mm: 2, width_mm: 30, height_mm: 8, side: x % 2 ? "back" : "front" });
const start = () => documents.opened(JSON.stringify([0, 1, 2, 3, 4, 5].map(text)), { name: "Staff" });
const shown = (state) => JSON.stringify([state.order.map((key) => [key, state.entries.get(key)]), state.card]);

/** One of the edits that people make, chosen by chance. */
function edited(state, random) {
  const keys = state.order.filter(() => random(0, 1) < 0.3);
  const places = ["forward", "backward", "front", "back"];
  const edits = [
    () => documents.changedAll(state, keys, (value) => ({ x_mm: (value.x_mm ?? 0) + 1 })),
    () => documents.changedAll(state, keys, () => ({ opacity: random(0, 1) < 0.5 ? undefined : 0.5 })),
    () => documents.inserted(state, documents.newKey(), text(Math.floor(random(0, 9)))),
    () => documents.removed(state, keys.slice(0, 1)),
    () => documents.duplicated(state, keys.slice(0, 2), (value) => ({ x_mm: value.x_mm + 2 })).state,
    () => restacked(state, keys, places[Math.floor(random(0, 4))]),
    () => grouped(state, keys, `Group ${Math.floor(random(1, 4))}`),
    () => ungrouped(state, keys),
    () => ({ ...state, card: { name: `Staff ${Math.floor(random(0, 5))}` } }),
  ];
  return edits[Math.floor(random(0, edits.length))]();
}

for (const seed of [1, 2, 3, 4, 5]) {
  test(`200 commands undone are the start, and redone the end (${seed})`, () => {
    const random = randomly(seed);
    const history = new History();
    const first = start();
    let state = first;
    for (let count = 0; count < 200; count += 1) {
      const next = edited(state, random);
      const command = commandBetween(state, next, "edit", random(0, 1) < 0.3 ? "typing" : null, count * 400);
      if (!command) continue;
      assert.equal(shown(applied(state, command)), shown(next));
      assert.equal(shown(applied(next, inverse(command))), shown(state));
      history.push(command);
      state = next;
    }
    const last = shown(state);
    for (let command = history.undo(); command; command = history.undo()) state = applied(state, command);
    assert.equal(shown(state), shown(first));
    for (let command = history.redo(); command; command = history.redo()) state = applied(state, command);
    assert.equal(shown(state), last);
  });
}

test("edits of one kind are one step while they follow closely", () => {
  const history = new History();
  let state = start();
  const key = state.order[0];
  for (const [at, x] of [[0, 5], [500, 6], [900, 7], [9000, 8]]) {
    const next = documents.changed(state, key, { x_mm: x });
    history.push(commandBetween(state, next, "nudge", "nudge e1", at));
    state = next;
  }
  assert.equal(history.done.length, 2);
  state = applied(state, history.undo());
  assert.equal(state.entries.get(key).x_mm, 7);
  assert.equal(applied(state, history.undo()).entries.get(key).x_mm, 0);
});

test("an edit after undo forgets what was undone, and what changes nothing is no command", () => {
  const history = new History();
  const state = start();
  const next = documents.changed(state, state.order[0], { x_mm: 9 });
  history.push(commandBetween(state, next, "move"));
  history.undo();
  history.push(commandBetween(state, next, "move"));
  assert.equal(history.redo(), null);
  assert.equal(commandBetween(state, documents.changed(state, state.order[0], { x_mm: 0 }), "move"), null);
});

test("merged commands are their sum", () => {
  const a = start();
  const b = documents.removed(a, a.order.slice(0, 1));
  const c = { ...documents.changed(b, b.order[0], { x_mm: 50 }), card: { name: "Other" } };
  const both = merged(commandBetween(a, b, "x"), commandBetween(b, c, "x"));
  assert.equal(shown(applied(a, both)), shown(c));
  assert.equal(shown(applied(c, inverse(both))), shown(a));
});
