/** Boxes keep their opposite corner, whatever they are turned by. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { align, distribute } from "../../../src/cardwright/designer/static/model/arranging.js";
import {
  HANDLES, angleTowards, bounds, centre, handlePoint, meets, resized, roundAngle, roundLength, turned, union,
} from "../../../src/cardwright/designer/static/model/geometry.js";
import { randomly } from "./randomly.js";

const opposite = (handle) => ({ x: -handle.x, y: -handle.y });
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

for (const angle of [0, 30, 90, 137.5, -45, 180]) {
  for (const handle of HANDLES) {
    test(`the handle ${handle.x},${handle.y} at ${angle} degrees keeps the opposite one`, () => {
      const box = { x: 12.34, y: 5.67, width: 40, height: 13.5, angle };
      const pulled = resized(box, handle, 3.21, -2.47);
      assert.ok(distance(handlePoint(box, opposite(handle)), handlePoint(pulled, opposite(handle))) <= 0.01);
      const along = turned({ x: 3.21, y: -2.47 }, -angle);
      assert.ok(Math.abs(pulled.width - box.width - handle.x * along.x) <= 0.0051);
      assert.ok(Math.abs(pulled.height - box.height - handle.y * along.y) <= 0.0051);
    });
  }
}

test("a thousand random pulls keep the opposite corner, and no box gets too small", () => {
  const random = randomly(7);
  for (let round = 0; round < 1000; round += 1) {
    const box = { x: random(-20, 90), y: random(-20, 60), width: random(0.6, 80), height: random(0.6, 50), angle: roundAngle(random(-400, 400)) };
    const handle = HANDLES[Math.floor(random(0, 8))];
    const keepsRatio = random(0, 1) < 0.3;
    const pulled = resized(box, handle, random(-90, 90), random(-60, 60), { keepsRatio });
    assert.ok(distance(handlePoint(box, opposite(handle)), handlePoint(pulled, opposite(handle))) <= 0.01);
    assert.ok(pulled.width >= 0.49 && pulled.height >= 0.49, JSON.stringify([box, pulled]));
  }
});

test("the ratio is kept, and the centre where that is asked for", () => {
  const box = { x: 10, y: 10, width: 40, height: 20, angle: 30 };
  const pulled = resized(box, { x: 1, y: 1 }, 12, 3, { keepsRatio: true });
  assert.ok(Math.abs(pulled.width / pulled.height - 2) < 0.002);
  const around = resized(box, { x: 1, y: 0 }, 4, 1, { fromCentre: true });
  assert.ok(distance(centre(box), centre(around)) <= 0.01);
});

test("a level line stays level", () => {
  const line = { x: 10, y: 10, width: 40, height: 0, angle: 0 };
  assert.deepEqual(resized(line, { x: 1, y: 0 }, 5, 9), { ...line, width: 45 });
});

test("bounds lie around a turned box", () => {
  const around = bounds({ x: 0, y: 0, width: 40, height: 20, angle: 90 });
  assert.deepEqual(Object.values(around).map(roundLength), [10, -10, 30, 30]);
  assert.equal(union([]), null);
});

test("angles are between -180 and 180, in steps where asked for", () => {
  assert.deepEqual([370, -190, 180, -180, 359.96].map(roundAngle), [10, 170, 180, 180, 0]);
  const box = { x: 0, y: 0, width: 10, height: 10, angle: 0 };
  assert.equal(angleTowards(box, { x: 15, y: 5 }), 90);
  assert.equal(angleTowards(box, { x: 12, y: -1 }, 15), 45);
});

test("a marquee meets a turned box only where it is", () => {
  const box = { x: 0, y: 0, width: 20, height: 2, angle: 45 };
  assert.ok(meets(box, { left: 9, top: 0, right: 11, bottom: 2 }));
  assert.ok(!meets(box, { left: 14, top: -6, right: 17, bottom: -4 }));
});

const THREE = [
  { left: 0, top: 0, right: 10, bottom: 4 },
  { left: 30, top: 10, right: 34, bottom: 12 },
  { left: 14, top: 3, right: 20, bottom: 9 },
];
const CARD = { left: 0, top: 0, right: 85.6, bottom: 54 };
const moved = (all, moves) => all.map((one, i) => ({
  left: one.left + moves[i].x, right: one.right + moves[i].x, top: one.top + moves[i].y, bottom: one.bottom + moves[i].y,
}));

test("several are aligned with one another, and one with the card", () => {
  assert.ok(moved(THREE, align(THREE, "right", CARD)).every((one) => one.right === 34));
  assert.ok(moved(THREE, align(THREE, "middle", CARD)).every((one) => roundLength((one.top + one.bottom) / 2) === 6));
  assert.deepEqual(align([THREE[0]], "centre", CARD), [{ x: 37.8, y: 0 }]);
});

test("distributed ones have equal gaps, and the outer ones stay", () => {
  const [a, b, c] = moved(THREE, distribute(THREE, "x"));
  assert.equal(roundLength(c.left - a.right), roundLength(b.left - c.right));
  assert.deepEqual([a.left, b.right], [0, 34]);
  assert.ok(distribute(THREE.slice(0, 2), "y").every((move) => move.x === 0 && move.y === 0));
});
