/** What the server wrote into the page. */

const found = document.getElementById("start");

export const start = JSON.parse(found?.textContent ?? "{}");

/** Return the first keys that do something; they are empty where there are none. */
export function keysOf(does) {
  return start.shortcuts.find((one) => one.does === does)?.keys ?? "";
}
