/** What objects are called, and what of them is offered again. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { coloursOf } from "../../../src/cardwright/designer/static/model/kinds.js";

test("colours are told once, in the order of their first use, and only what is one", () => {
  const values = [
    { fill: "#0A5A8A", stroke: null }, { color: "#ffffff" }, { type: "hologram", color: "red", fill: 7 },
    { stroke: "#0a5a8a", background: "#112233" }, {},
  ];
  assert.deepEqual(coloursOf(values), ["#0a5a8a", "#ffffff", "#112233"]);
});
