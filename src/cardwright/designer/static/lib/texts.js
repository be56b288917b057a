/** The texts of the page, which the server gives in the reader's language. */

import { start } from "./start.js";

const numbers = new Intl.NumberFormat(start.language, { maximumFractionDigits: 2, useGrouping: false });

/** Return a text of `[designer]`, its `{name}` placeholders filled. */
export function t(key, values = {}) {
  const text = start.texts[`designer.${key}`];
  if (text === undefined) throw new Error(`There is no text designer.${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Say whether there is such a text. */
export function has(key) {
  return `designer.${key}` in start.texts;
}

/** Return a number as people write it. */
export function number(value) {
  return numbers.format(value);
}
