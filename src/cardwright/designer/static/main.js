/** Starts the designer: reads the template, shows it, and begins to save what is edited. */

import { h, render } from "preact";

import { App } from "./app.js";
import { Refusal } from "./lib/api.js";
import { t } from "./lib/texts.js";
import { startPreflight } from "./preflight.js";
import { watchProof } from "./proofing.js";
import { fitCard } from "./stage/viewing.js";
import { open, startSaving } from "./sync.js";

const host = /** @type {HTMLElement} */ (document.getElementById("designer"));

try {
  await open();
  host.replaceChildren();
  render(h(App, {}), host);
  startSaving();
  startPreflight();
  watchProof();
  requestAnimationFrame(() => {
    fitCard();
    document.documentElement.dataset.ready = "true";
  });
} catch (failure) {
  const reason = failure instanceof Refusal ? failure.message : String(failure);
  const told = Object.assign(document.createElement("p"), { className: "problem", textContent: t("failed", { reason }) });
  told.setAttribute("role", "alert");
  host.replaceChildren(told);
  throw failure;
}
