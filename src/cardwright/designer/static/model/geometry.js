/** Boxes of template objects in millimetres: corners, bounds, resizing and turning. */

/**
 * @typedef {{x: number, y: number, width: number, height: number, angle: number}} Box
 *   A rectangle, and by how many degrees it is turned clockwise around its centre.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Bounds
 * @typedef {{x: number, y: number}} Point
 * @typedef {{x: -1 | 0 | 1, y: -1 | 0 | 1}} Handle - Which edges are pulled: -1 left and top.
 */

const RADIANS = Math.PI / 180;

/** The eight handles of a box, clockwise from the top left corner. */
export const HANDLES = /** @type {Handle[]} */ ([
  { x: -1, y: -1 }, { x: 0, y: -1 }, { x: 1, y: -1 }, { x: 1, y: 0 },
  { x: 1, y: 1 }, { x: 0, y: 1 }, { x: -1, y: 1 }, { x: -1, y: 0 },
]);

/** Round to 0.01 mm, the precision of everything that a person places. */
export function roundLength(length) {
  return Math.round(length * 100) / 100 || 0;
}

/** Round to 0.1 degree, from -180 (not included) to 180. */
export function roundAngle(angle) {
  const turned = Math.round((((angle % 360) + 360) % 360) * 10) / 10 % 360;
  return (turned > 180 ? Math.round((turned - 360) * 10) / 10 : turned) || 0;
}

/** Return the box of a template object. @returns {Box} */
export function boxOf(value) {
  return {
    x: value.x_mm,
    y: value.y_mm,
    width: value.width_mm,
    height: value.height_mm,
    angle: value.rotation_deg ?? 0,
  };
}

/** Return the centre of a box. @param {Box} box @returns {Point} */
export function centre(box) {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Return a vector turned clockwise (y grows downwards). */
export function turned({ x, y }, angle) {
  const sine = Math.sin(angle * RADIANS);
  const cosine = Math.cos(angle * RADIANS);
  return { x: x * cosine - y * sine, y: x * sine + y * cosine };
}

/** Return where a handle of a box is. @param {Box} box @param {Handle} handle @returns {Point} */
export function handlePoint(box, handle) {
  const middle = centre(box);
  const offset = turned({ x: (handle.x * box.width) / 2, y: (handle.y * box.height) / 2 }, box.angle);
  return { x: middle.x + offset.x, y: middle.y + offset.y };
}

/** Return the four corners of a box, clockwise from the top left one. @param {Box} box */
export function corners(box) {
  if (box.angle) return HANDLES.filter((handle) => handle.x && handle.y).map((handle) => handlePoint(box, handle));
  const { left, top, right, bottom } = bounds(box);
  return [{ x: left, y: top }, { x: right, y: top }, { x: right, y: bottom }, { x: left, y: bottom }];
}

/** Return the upright rectangle around a box. @param {Box} box @returns {Bounds} */
export function bounds(box) {
  // Most boxes are upright, and there are many of them in each step of a gesture.
  if (!box.angle) return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
  const points = corners(box);
  return {
    left: Math.min(...points.map((point) => point.x)),
    top: Math.min(...points.map((point) => point.y)),
    right: Math.max(...points.map((point) => point.x)),
    bottom: Math.max(...points.map((point) => point.y)),
  };
}

/** Return the rectangle around several. @param {Bounds[]} all @returns {Bounds | null} */
export function union(all) {
  if (!all.length) return null;
  return all.reduce((a, b) => ({
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }));
}

/**
 * Return the box after one of its handles was pulled by (dx, dy) on the card.
 *
 * The opposite corner or edge stays where it is, to 0.01 mm, however the box is turned.
 * @param {Box} box
 * @param {Handle} handle
 * @param {{keepsRatio?: boolean, fromCentre?: boolean, least?: number}} [how]
 * @returns {Box}
 */
export function resized(box, handle, dx, dy, { keepsRatio = false, fromCentre = false, least = 0.5 } = {}) {
  const pulled = turned({ x: dx, y: dy }, -box.angle);
  const factor = fromCentre ? 2 : 1;
  let width = grown(box.width, handle.x * pulled.x * factor, handle.x, least);
  let height = grown(box.height, handle.y * pulled.y * factor, handle.y, least);
  if (keepsRatio && box.width > 0 && box.height > 0) {
    const scale = ratioScale(handle, width / box.width, height / box.height);
    const bounded = Math.max(scale, least / Math.min(box.width, box.height));
    width = roundLength(box.width * bounded);
    height = roundLength(box.height * bounded);
  }
  const kept = fromCentre ? { x: 0, y: 0 } : { x: -handle.x, y: -handle.y };
  return withSizeKeeping(box, width, height, /** @type {Handle} */ (kept));
}

/**
 * Return several boxes after a handle of the upright rectangle around them was pulled.
 *
 * They are scaled together, down to what is the least for each. A box at a slant would be sheared by
 * different scales across and down, so with one of those the proportions are kept.
 * @param {Box[]} boxes
 * @param {Handle} handle
 * @param {{keepsRatio?: boolean, fromCentre?: boolean, least: number[]}} how
 * @returns {Box[]}
 */
export function scaled(boxes, handle, dx, dy, { keepsRatio = false, fromCentre = false, least }) {
  const { left, top, right, bottom } = union(boxes.map(bounds));
  const [factor, share] = fromCentre ? [2, 0] : [1, 1];
  const fixed = { x: (left + right - share * handle.x * (right - left)) / 2, y: (top + bottom - share * handle.y * (bottom - top)) / 2 };
  const scales = [(handle.x * dx * factor) / (right - left || 1) + 1, (handle.y * dy * factor) / (bottom - top || 1) + 1];
  const lengths = (box) => (box.angle % 180 ? [box.height, box.width] : [box.width, box.height]);
  const limits = [0, 1].map((axis) => Math.max(...boxes.map((box, index) => lengths(box)[axis] && Math.min(1, least[index] / lengths(box)[axis]))));
  if (keepsRatio || boxes.some((box) => box.angle % 90)) {
    scales.fill(ratioScale(handle, scales[0], scales[1]));
    limits.fill(Math.max(...limits));
  }
  const [across, down] = scales.map((scale, axis) => Math.max(scale, limits[axis]));
  const times = (length, scale) => (scale === 1 ? length : roundLength(length * scale));
  return boxes.map((box) => {
    const middle = centre(box);
    const width = times(box.width, box.angle % 180 ? down : across);
    const height = times(box.height, box.angle % 180 ? across : down);
    return {
      ...box,
      x: roundLength(fixed.x + (middle.x - fixed.x) * across - width / 2),
      y: roundLength(fixed.y + (middle.y - fixed.y) * down - height / 2),
      width,
      height,
    };
  });
}

/** Return the box in another size, with one handle where it was. @returns {Box} */
export function withSizeKeeping(box, width, height, kept) {
  const fixed = handlePoint(box, kept);
  const offset = turned({ x: (kept.x * width) / 2, y: (kept.y * height) / 2 }, box.angle);
  return {
    ...box,
    x: roundLength(fixed.x - offset.x - width / 2),
    y: roundLength(fixed.y - offset.y - height / 2),
    width,
    height,
  };
}

/** Return the angle at which the top of a box points to `point`, in steps if asked for. */
export function angleTowards(box, point, step = 0) {
  const middle = centre(box);
  const angle = Math.atan2(point.x - middle.x, middle.y - point.y) / RADIANS;
  return roundAngle(step ? Math.round(angle / step) * step : angle);
}

/** Return a box turned by some degrees around a point. @returns {Box} */
export function swung(box, pivot, by) {
  const middle = centre(box);
  const offset = turned({ x: middle.x - pivot.x, y: middle.y - pivot.y }, by);
  return { ...box, x: roundLength(pivot.x + offset.x - box.width / 2), y: roundLength(pivot.y + offset.y - box.height / 2), angle: box.angle + by };
}

/** Say whether a turned box and an upright rectangle have a point in common. */
export function meets(box, area) {
  const points = corners(box);
  const own = [turned({ x: 1, y: 0 }, box.angle), turned({ x: 0, y: 1 }, box.angle)];
  const others = [
    { x: area.left, y: area.top }, { x: area.right, y: area.top },
    { x: area.right, y: area.bottom }, { x: area.left, y: area.bottom },
  ];
  // Convex shapes are apart where some line, along an edge of either, lies between them.
  return [...own, { x: 1, y: 0 }, { x: 0, y: 1 }].every((axis) => {
    const [a, b] = [points, others].map((all) => all.map((one) => one.x * axis.x + one.y * axis.y));
    return Math.max(...a) >= Math.min(...b) && Math.max(...b) >= Math.min(...a);
  });
}

function grown(length, by, direction, least) {
  // An edge that is not pulled keeps its length to the last digit; a line may have none at all.
  return direction ? roundLength(Math.max(Math.min(least, length || least), length + by)) : length;
}

function ratioScale(handle, across, down) {
  if (!handle.x) return down;
  if (!handle.y) return across;
  return Math.abs(across - 1) > Math.abs(down - 1) ? across : down;
}
