/** What the server wrote into the page. */

const found = document.getElementById("start");

export const start = JSON.parse(found?.textContent ?? "{}");
