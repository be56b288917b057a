/** Boxes keep their opposite corner, whatever they are turned by. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { align, distribute } from "../../../src/cardwright/designer/static/model/arranging.js";
import {
  HANDLES, angleTowards, bounds, centre, handlePoint, meets, resized, roundAngle, roundLength, scaled, swung, turned, union,
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

const corner = (area, handle) => ({
  x: (area.left + area.right + handle.x * (area.right - area.left)) / 2,
  y: (area.top + area.bottom + handle.y * (area.bottom - area.top)) / 2,
});
const around = (boxes) => union(boxes.map(bounds));

test("several are scaled together: a thousand random pulls keep what is opposite, and what each is to the whole", () => {
  const random = randomly(11);
  for (let round = 0; round < 1000; round += 1) {
    const angles = random(0, 1) < 0.7 ? [0, 90, 180, -90] : [0, 30, 90, -137.5];
    const boxes = Array.from({ length: Math.floor(random(2, 7)) }, () => ({
      x: roundLength(random(-20, 90)), y: roundLength(random(-20, 60)), width: roundLength(random(0.6, 60)), height: roundLength(random(0.6, 40)),
      angle: angles[Math.floor(random(0, 4))],
    }));
    const handle = HANDLES[Math.floor(random(0, 8))];
    const keepsRatio = random(0, 1) < 0.3;
    const pulled = scaled(boxes, handle, random(-90, 90), random(-60, 60), { keepsRatio, least: boxes.map(() => 0.5) });
    const [before, after] = [around(boxes), around(pulled)];
    // A box is rounded in its place and in its size, each by half of 0.01 mm at most.
    assert.ok(distance(corner(before, opposite(handle)), corner(after, opposite(handle))) <= 0.03, JSON.stringify([boxes, handle, pulled]));
    const across = (after.right - after.left) / (before.right - before.left);
    const down = (after.bottom - after.top) / (before.bottom - before.top);
    const isSlanted = boxes.some((box) => box.angle % 90);
    if (keepsRatio || isSlanted) assert.ok(Math.abs(across - down) < 0.03, JSON.stringify([across, down]));
    boxes.forEach((box, index) => {
      const to = pulled[index];
      assert.ok(to.width >= 0.49 && to.height >= 0.49);
      assert.equal(to.angle, box.angle);
      const [wide, high] = box.angle % 180 && !isSlanted ? [down, across] : [across, down];
      assert.ok(Math.abs(to.width - box.width * wide) < 0.05 + box.width * 0.01);
      assert.ok(Math.abs(to.height - box.height * high) < 0.05 + box.height * 0.01);
      const fixed = corner(before, opposite(handle));
      assert.ok(Math.abs(centre(to).x - fixed.x - (centre(box).x - fixed.x) * across) < 0.05 + 0.01 * Math.abs(centre(box).x - fixed.x));
    });
  }
});

test("the smallest of several decides how small they get", () => {
  const boxes = [{ x: 0, y: 0, width: 40, height: 10, angle: 0 }, { x: 50, y: 0, width: 2, height: 10, angle: 0 }];
  const [large, small] = scaled(boxes, { x: 1, y: 0 }, -90, 0, { least: [0.5, 0.5] });
  assert.equal(small.width, 0.5);
  assert.equal(large.width, 10);
  assert.equal(small.x, 12.5);
  assert.deepEqual([large.y, large.height, small.y, small.height], [0, 10, 0, 10]);
});

test("several are scaled around their middle, and level lines stay level", () => {
  const boxes = [{ x: 10, y: 10, width: 20, height: 0, angle: 0 }, { x: 20, y: 10, width: 10.123, height: 10, angle: 0 }];
  const grown = scaled(boxes, { x: 0, y: 1 }, 7, 5, { fromCentre: true, least: [0.1, 0.5] });
  assert.deepEqual(grown.map(({ y, width, height }) => [y, width, height]), [[5, 20, 0], [5, 10.123, 20]]);
  const level = boxes.map((box) => ({ ...box, height: 0 }));
  assert.deepEqual(scaled(level, { x: 1, y: 1 }, 0, 9, { least: [0.1, 0.1] }).map((box) => box.height), [0, 0]);
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

test("boxes that are turned around a point keep their places to one another", () => {
  const random = randomly(31);
  for (let run = 0; run < 500; run += 1) {
    const [one, other] = [0, 1].map(() => ({ x: random(0, 60), y: random(0, 40), width: random(1, 30), height: random(1, 20), angle: random(-180, 180) }));
    const pivot = { x: random(0, 85), y: random(0, 54) };
    const by = random(-180, 180);
    const [a, b] = [swung(one, pivot, by), swung(other, pivot, by)];
    assert.ok(Math.abs(distance(centre(a), centre(b)) - distance(centre(one), centre(other))) < 0.03);
    assert.ok(Math.abs(distance(centre(a), pivot) - distance(centre(one), pivot)) < 0.02);
    assert.equal(roundAngle(a.angle - one.angle), roundAngle(by));
    const back = swung(a, pivot, -by);
    assert.ok(distance(centre(back), centre(one)) < 0.03);
  }
});
