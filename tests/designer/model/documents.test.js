/** Only what was edited is sent, and what nobody knows stays as it is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as documents from "../../../src/cardwright/designer/static/model/documents.js";

const TEXT = '{"v":1,"type":"text","text":"a","x_mm":1.0,"y_mm":2,"width_mm":30,"height_mm":8,"their_key":{"a":1.50}}';
const FOREIGN = '{"type":"hologram","x_mm":7.00}';
const open = () => documents.opened(`[${TEXT},${FOREIGN},${TEXT}]`, {});

test("what is opened and saved is nothing to save", () => {
  const state = open();
  const saved = documents.saving(state, state);
  assert.deepEqual(saved, [0, 1, 2]);
  assert.ok(documents.isUnchanged(state, saved));
});

test("of an object that is edited only the keys that changed are sent", () => {
  const base = open();
  const now = documents.changed(base, base.order[0], { text: "b", y_mm: 2, opacity: 0.5 });
  assert.deepEqual(documents.saving(base, now), [{ index: 0, set: { text: "b", opacity: 0.5 } }, 1, 2]);
  const without = documents.changed(base, base.order[2], { their_key: undefined });
  assert.deepEqual(documents.saving(base, without)[2], { index: 2, set: {}, unset: ["their_key"] });
});

test("an object outside the profile is never changed", () => {
  const base = open();
  assert.equal(documents.changed(base, base.order[1], { x_mm: 9 }), base);
  assert.ok(!documents.isKnown({ v: 2, type: "text", x_mm: 0, y_mm: 0, width_mm: 1, height_mm: 1 }));
  assert.ok(!documents.isKnown({ v: 1, type: "text", x_mm: "0", y_mm: 0, width_mm: 1, height_mm: 1 }));
});

test("a copy is what it was copied from, but for what differs", () => {
  const base = open();
  const { state, keys } = documents.duplicated(base, [base.order[0]], () => ({ id: "new" }));
  assert.deepEqual(documents.saving(base, state), [0, 1, 2, { index: 0, set: { id: "new" } }]);
  assert.equal(keys.length, 1);
});

test("what was removed, saved and undone is sent with the spelling that it was opened with", () => {
  const first = open();
  const without = documents.removed(first, [first.order[0]]);
  const [sent] = documents.saving(without, documents.changed(first, first.order[0], { text: "b" }));
  const text = JSON.stringify(sent.set);
  assert.match(text, /"text":"b"/);
  assert.match(text, /"x_mm":1\.0,/);
  assert.match(text, /"a":1\.50/);
});
