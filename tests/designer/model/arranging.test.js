/** What is grouped stays together, and nothing else is moved by that. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  freeName, groupOf, grouped, isWithin, movedTo, regrouped, restacked, ungrouped, units, withGroups,
} from "../../../src/cardwright/designer/static/model/arranging.js";
import * as documents from "../../../src/cardwright/designer/static/model/documents.js";
import { randomly } from "./randomly.js";

const object = (side, group) => ({ v: 1, type: "rect", side, x_mm: 0, y_mm: 0, width_mm: 1, height_mm: 1, ...(group && { group }) });
const opened = (...all) => documents.opened(JSON.stringify(all.map((one) => object(...one.split(/ (.*)/)))), {});
const named = (state, names = "abcdefghij") => Object.fromEntries(state.order.map((key, index) => [names[index], key]));
const order = (state, keys) => {
  const names = new Map(Object.entries(keys).map(([name, key]) => [key, name]));
  return state.order.map((key) => names.get(key)).join("");
};

test("objects are stacked within their side", () => {
  const base = opened("front", "back", "front", "front", "back");
  const keys = named(base);
  const { a, c, d } = keys;
  const after = (some, where) => order(restacked(base, some, where), keys);
  assert.equal(after([a], "forward"), "cbade");
  assert.equal(after([a, c], "front"), "dbace");
  assert.equal(after([d], "back"), "dbace");
  assert.equal(after([d], "forward"), "abcde");
  assert.equal(order(movedTo(base, [a], d, true), keys), "bcdae");
  assert.equal(order(movedTo(base, [d], a, false), keys), "dabce");
});

test("a group is put together below the topmost of its objects, and dissolved where it is", () => {
  const base = opened("front", "front", "front", "front");
  const keys = named(base);
  const { a, c } = keys;
  const state = grouped(base, [c, a], "Address");
  assert.equal(order(state, keys), "bacd");
  assert.deepEqual(state.order.map((key) => groupOf(state.entries.get(key))), ["", "Address", "Address", ""]);
  assert.deepEqual(withGroups(state, [c]), [a, c]);
  const after = ungrouped(state, [a]);
  assert.deepEqual(after.order.map((key) => "group" in after.entries.get(key)), [false, false, false, false]);
  assert.equal(order(after, keys), "bacd");
});

test("groups of the same name on both sides are two, and objects that are not ours are in none", () => {
  const base = documents.opened(JSON.stringify([object("front", "A"), object("back", "A"), { type: "hologram", group: "A" }, object("front", "A"), { ...object("front"), group: 7 }]), {});
  const { a, b, c, d, e } = named(base);
  assert.deepEqual(withGroups(base, [a]), [a, d]);
  assert.deepEqual(withGroups(base, [b]), [b]);
  assert.deepEqual(units(base, [a, c, d, e]), [[a, d], [c], [e]]);
});

test("a step goes over a whole group, and an object of a group stays in it", () => {
  const base = opened("front", "front A", "front A", "front", "front B", "front B");
  const keys = named(base);
  const { a, b, c, d, e } = keys;
  const after = (some, where) => order(restacked(base, some, where), keys);
  assert.equal(after([a], "forward"), "bcadef");
  assert.equal(after([d], "forward"), "abcefd");
  assert.equal(after([b, c], "forward"), "adbcef");
  assert.equal(after([b, c], "front"), "adefbc");
  assert.equal(after([b], "front"), "acbdef");
  assert.equal(after([c], "forward"), "abcdef");
  assert.equal(after([e], "back"), "abcdef");
  assert.ok(isWithin(base, [b]) && !isWithin(base, [b, c]) && !isWithin(base, [a, b]) && !isWithin(base, []));
  assert.deepEqual(units(base, [b]), [[b]]);
});

test("copies are in a group of their own, whose name is free", () => {
  const base = opened("front A", "front A", "front A 2", "front A 2");
  const { a, b } = named(base);
  assert.equal(freeName(base, "A", []), "A 3");
  assert.equal(freeName(base, "A", [a, b]), "A");
  const { state, keys } = documents.duplicated(base, [a, b], () => ({}));
  const after = regrouped(state, keys);
  assert.deepEqual(after.order.map((key) => groupOf(after.entries.get(key))), ["A", "A", "A 2", "A 2", "A 3", "A 3"]);
  const { state: one, keys: alone } = documents.duplicated(base, [a], () => ({}));
  assert.ok(!("group" in regrouped(one, alone).entries.get(alone[0])));
});

test("whatever is grouped, stacked and dissolved: the sides and the order of others stay, and groups stay in one piece", () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = randomly(seed);
    let state = opened(...Array.from({ length: 12 }, (_, index) => (index % 3 ? "front" : "back")));
    const start = [...state.order].sort();
    for (let count = 0; count < 300; count += 1) {
      const side = random(0, 1) < 0.5 ? "front" : "back";
      const keys = withGroups(state, state.order.filter((key) => documents.sideOf(state.entries.get(key)) === side && random(0, 1) < 0.25));
      if (!keys.length) continue;
      const rest = (now) => now.order.filter((key) => !keys.includes(key)).join();
      const before = rest(state);
      const what = random(0, 4);
      if (what < 1) state = grouped(state, keys, freeName(state, "Group", keys));
      else if (what < 3) state = restacked(state, keys, ["forward", "backward", "front", "back"][Math.floor(random(0, 4))]);
      else state = ungrouped(state, keys);
      if (what < 1 || what >= 3) assert.equal(rest(state), before);
      assert.deepEqual([...state.order].sort(), start);
      for (const shown of ["front", "back"]) {
        const names = state.order.map((key) => state.entries.get(key)).filter((value) => documents.sideOf(value) === shown).map(groupOf);
        const runs = names.filter((name, index) => name && name !== names[index - 1]);
        assert.equal(new Set(runs).size, runs.length, names.join());
      }
    }
  }
});
