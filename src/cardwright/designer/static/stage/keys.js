/** The keyboard: what each shortcut of the page does. */

import { copy, cut } from "../clipboard.js";
import {
  duplicateSelected, goInto, goOut, group, grow, nudge, redo, removeSelected, restack, rotate, selectAll, undo, ungroup,
} from "../commands.js";
import { insertTool } from "../inserting.js";
import { start } from "../lib/start.js";
import { TOOLS } from "../model/kinds.js";
import { blink } from "../proofing.js";
import { flush } from "../sync.js";
import { dialog, hasLetterKeys, mayEdit, selected } from "../store.js";
import { abandon, holdSpace } from "./gestures.js";
import { ZOOM_STEP, REAL_SIZE, fitCard, fitSelection, zoomBy, zoomTo } from "./viewing.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What the shortcuts of the page do. @type {Record<string, () => void>} */
const RUN = {
  copy, cut, group, ungroup, blink, escape,
  // What is being dragged comes first: letting go of it would undo what is undone here.
  undo: () => { if (!abandon()) undo(); }, redo: () => { if (!abandon()) redo(); },
  remove: () => { abandon(); removeSelected(); },
  save: flush, select_all: selectAll, duplicate: duplicateSelected, properties: enter,
  forward: () => restack("forward"), backward: () => restack("backward"),
  rotate_right: () => rotate(5), rotate_left: () => rotate(-5),
  fit: fitCard, fit_selection: fitSelection, real_size: () => zoomTo(REAL_SIZE),
  zoom_in: () => zoomBy(ZOOM_STEP), zoom_out: () => zoomBy(1 / ZOOM_STEP),
  help: () => { dialog.value = "help"; }, next_region: () => cycle(1), previous_region: () => cycle(-1),
};
for (const tool of TOOLS) RUN[tool] = () => insertTool(tool);

/** Listen to the keyboard; `stage` is where the keys without Ctrl are for. */
export function listenToKeys(stage) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const target = /** @type {Element} */ (event.target);
    const isInStage = stage.contains(target);
    if (event.key === " " && isInStage) {
      holdSpace(true);
      event.preventDefault();
      return;
    }
    if (isInStage && pressedArrow(event)) return;
    const shortcut = start.shortcuts.find((one) => one.does in RUN && matches(one, event));
    if (!shortcut || (!shortcut.everywhere && !isInStage)) return;
    if (shortcut.everywhere && isTyping(target) && ["undo", "redo"].includes(shortcut.does) && target.matches("textarea, [type=text]")) return;
    if (shortcut.letter && !hasLetterKeys.value) return;
    event.preventDefault();
    RUN[shortcut.does]();
  });
  document.addEventListener("keyup", (event) => event.key === " " && holdSpace(false));
  window.addEventListener("blur", () => holdSpace(false));
}

function pressedArrow(event) {
  const direction = ARROWS[event.key];
  if (!direction || event.metaKey) return false;
  event.preventDefault();
  if (!mayEdit) return true;
  const far = event.shiftKey ? 5 : event.ctrlKey ? 0.1 : 1;
  const act = event.altKey ? grow : nudge;
  act(direction[0] * far, direction[1] * far);
  return true;
}

function matches({ keys }, event) {
  const parts = keys.split("+").filter(Boolean);
  const key = keys === "+" ? "+" : parts[parts.length - 1];
  const isCtrl = parts.includes("Ctrl");
  if ((event.ctrlKey || event.metaKey) !== isCtrl || event.altKey) return false;
  if (key.length > 1 || isCtrl) {
    if (event.shiftKey !== parts.includes("Shift")) return false;
  }
  return event.key.toLowerCase() === key.toLowerCase();
}

function enter() {
  const focused = document.activeElement?.closest("[data-key]")?.getAttribute("data-key");
  const key = focused && selected.value.includes(focused) ? focused : selected.value[0];
  if (key) goInto(key);
}

function escape() {
  if (!abandon()) goOut();
}

function isTyping(target) {
  return target.matches("input, textarea, select");
}

/** Move the focus to the next part of the page. */
function cycle(by) {
  const regions = [...document.querySelectorAll("[data-region]")].filter((one) => one instanceof HTMLElement && one.offsetParent !== null);
  const here = regions.findIndex((one) => one.contains(document.activeElement));
  const next = regions[(here + by + regions.length) % regions.length] ?? regions[0];
  if (next instanceof HTMLElement) next.focus();
}
