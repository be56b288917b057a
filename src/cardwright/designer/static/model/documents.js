/**
 * The objects of a template as the editor holds them, and what of them has to be saved.
 *
 * An object that is not edited is never sent: the server keeps its text token for token. Of one
 * that is edited only the keys that changed are sent. Objects outside the layout profile cannot be
 * edited at all.
 */

/**
 * @typedef {Record<string, any>} Value - A template object as JSON.
 * @typedef {{order: string[], entries: Map<string, Value>, card: Record<string, any>}} State
 * @typedef {number | {index?: number, set: Value, unset?: string[]}} Saved
 *   A place in the array that the server has, what changes of the object there, or a new object.
 */

export const KINDS = ["text", "image", "rect", "ellipse", "line", "barcode"];

let made = 0;
/** From the key of a copy to that of what it was copied from. @type {Map<string, string>} */
const copiedFrom = new Map();
/** What was opened, with numbers and strings as they are spelled. @type {Map<string, Value>} */
const spelled = new Map();

/** Return a key for an object, which no other has in this page. */
export function newKey() {
  made += 1;
  return `e${made}`;
}

/** Return the state that shows what the server has. @returns {State} */
export function opened(text, card) {
  const values = JSON.parse(text);
  const keys = values.map(newKey);
  asSpelled(text).forEach((value, index) => spelled.set(keys[index], value));
  return { order: keys, entries: new Map(values.map((value, index) => [keys[index], value])), card };
}

/** Say whether the editor knows the object, and so may change it. */
export function isKnown(value) {
  const numbers = [value.x_mm, value.y_mm, value.width_mm, value.height_mm];
  return value.v === 1 && KINDS.includes(value.type) && numbers.every(Number.isFinite);
}

/** Return the side that an object is on, as the server takes it. */
export function sideOf(value) {
  return value.side === "back" ? "back" : "front";
}

/** Return the state with some keys of an object changed; undefined takes a key away. */
export function changed(state, key, members) {
  return changedAll(state, [key], () => members);
}

/** Return the state with several objects changed: `change` is given each value. */
export function changedAll(state, keys, change) {
  const entries = new Map(state.entries);
  let differs = false;
  for (const key of keys) {
    const before = entries.get(key);
    if (!before || !isKnown(before)) continue;
    const value = { ...before };
    for (const [name, given] of Object.entries(change(before))) {
      if (isSame(before[name], given)) continue;
      if (given === undefined) delete value[name];
      else value[name] = given;
      entries.set(key, value);
      differs = true;
    }
  }
  return differs ? { ...state, entries } : state;
}

/** Return the state with an object more, on top of all others or at a place. */
export function inserted(state, key, value, place = state.order.length) {
  const order = [...state.order.slice(0, place), key, ...state.order.slice(place)];
  return { ...state, order, entries: new Map(state.entries).set(key, value) };
}

/** Return the state without some objects. */
export function removed(state, keys) {
  const gone = new Set(keys);
  const entries = new Map([...state.entries].filter(([key]) => !gone.has(key)));
  return { ...state, order: state.order.filter((key) => !gone.has(key)), entries };
}

/** Return the state with copies of some objects on top of all others, and the keys of these. */
export function duplicated(state, keys, change) {
  let now = state;
  const copies = [];
  for (const key of state.order.filter((one) => keys.includes(one))) {
    const value = state.entries.get(key);
    const copy = newKey();
    copiedFrom.set(copy, key);
    copies.push(copy);
    now = inserted(now, copy, { ...value, ...change(value) });
  }
  return { state: now, keys: copies };
}

/** Return what tells the server how its array becomes that of `now`. @returns {Saved[]} */
export function saving(base, now) {
  const places = new Map(base.order.map((key, index) => [key, index]));
  return now.order.map((key) => {
    const value = now.entries.get(key);
    const source = sources(key).find((one) => places.has(one));
    if (source === undefined) return { set: respelled(key, value) };
    const index = places.get(source);
    const before = base.entries.get(source);
    const set = Object.fromEntries(Object.entries(value).filter(([name, given]) => !isSame(before[name], given)));
    const unset = Object.keys(before).filter((name) => !(name in value));
    if (!Object.keys(set).length && !unset.length) return index;
    return unset.length ? { index, set, unset } : { index, set };
  });
}

/** Say whether there is nothing to save. @param {Saved[]} saved */
export function isUnchanged(base, saved) {
  return saved.length === base.order.length && saved.every((one, index) => one === index);
}

/** Return the value with all that is as it was opened in the spelling that it was opened in. */
function respelled(key, value) {
  for (const source of sources(key)) {
    const original = spelled.get(source);
    if (!original) continue;
    const same = Object.entries(original).filter(([name]) => name in value && isSame(plain(original[name]), value[name]));
    return { ...value, ...Object.fromEntries(same) };
  }
  return value;
}

/** Return the key, and those that it is a copy of, the nearest first. */
function sources(key) {
  const found = [];
  for (let one = key; one !== undefined; one = copiedFrom.get(one)) found.push(one);
  return found;
}

/** Return what the text says; what JSON would spell otherwise keeps its spelling (ES2026, rawJSON). */
function asSpelled(text) {
  const rawJSON = /** @type {any} */ (JSON).rawJSON;
  if (!rawJSON) return [];
  const keep = (_, value, context) =>
    context?.source !== undefined && JSON.stringify(value) !== context.source ? rawJSON(context.source) : value;
  return JSON.parse(text, /** @type {any} */ (keep));
}

function plain(value) {
  return JSON.parse(JSON.stringify(value));
}

function isSame(a, b) {
  if (a === b) return true;
  return typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b);
}
