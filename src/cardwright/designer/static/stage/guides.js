/** Guides: lines that objects keep to. They last as long as the page. */

import { roundLength } from "../model/geometry.js";
import { guides, side } from "../store.js";

/** Put a guide on the side that is shown, at so many millimetres. Returns its place in the list. */
export function addGuide(axis, at) {
  const own = guides.value[side.value];
  replace(axis, [...own[axis], roundLength(at)]);
  return own[axis].length;
}

/** Move a guide; null takes it away. */
export function moveGuide(axis, index, at) {
  const own = [...guides.value[side.value][axis]];
  if (at === null) own.splice(index, 1);
  else own[index] = roundLength(at);
  replace(axis, own);
}

function replace(axis, lines) {
  guides.value = { ...guides.value, [side.value]: { ...guides.value[side.value], [axis]: lines } };
}
