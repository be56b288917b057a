/** The keyboard: one table of shortcuts, which the help dialog shows, too. */

import { copy, cut } from "../clipboard.js";
import {
  duplicateSelected, goInto, goOut, group, grow, nudge, redo, removeSelected, restack, rotate, selectAll, undo, ungroup,
} from "../commands.js";
import { insertTool } from "../inserting.js";
import { blink } from "../proofing.js";
import { flush } from "../sync.js";
import { dialog, hasLetterKeys, mayEdit, selected } from "../store.js";
import { abandon, holdSpace } from "./gestures.js";
import { ZOOM_STEP, REAL_SIZE, fitCard, fitSelection, zoomBy, zoomTo } from "./viewing.js";

/** The letters that insert something. */
export const TOOL_KEYS = { text: "T", rect: "R", ellipse: "O", line: "L", photo: "P", qr: "Q" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {{keys: string, does: string, run: () => void, edits?: boolean, everywhere?: boolean, letter?: boolean}} Shortcut
 *   `keys` as they are shown; `does` is a text of `[designer.key]`.
 */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { keys: "Ctrl+Z", does: "undo", run: undo, edits: true, everywhere: true },
  { keys: "Ctrl+Shift+Z", does: "redo", run: redo, edits: true, everywhere: true },
  { keys: "Ctrl+Y", does: "redo", run: redo, edits: true, everywhere: true },
  { keys: "Ctrl+S", does: "save", run: flush, edits: true, everywhere: true },
  { keys: "Ctrl+A", does: "select_all", run: selectAll },
  { keys: "Ctrl+C", does: "copy", run: copy },
  { keys: "Ctrl+X", does: "cut", run: cut, edits: true },
  { keys: "Ctrl+D", does: "duplicate", run: duplicateSelected, edits: true },
  { keys: "Delete", does: "remove", run: removeSelected, edits: true },
  { keys: "Backspace", does: "remove", run: removeSelected, edits: true },
  { keys: "Ctrl+G", does: "group", run: group, edits: true, everywhere: true },
  { keys: "Ctrl+Shift+G", does: "ungroup", run: ungroup, edits: true, everywhere: true },
  { keys: "Ctrl+]", does: "forward", run: () => restack("forward"), edits: true },
  { keys: "Ctrl+[", does: "backward", run: () => restack("backward"), edits: true },
  { keys: "]", does: "rotate_right", run: () => rotate(5), edits: true, letter: true },
  { keys: "[", does: "rotate_left", run: () => rotate(-5), edits: true, letter: true },
  { keys: "Enter", does: "properties", run: enter },
  { keys: "Escape", does: "escape", run: escape },
  { keys: "Ctrl+0", does: "fit", run: fitCard, everywhere: true },
  { keys: "Ctrl+1", does: "real_size", run: () => zoomTo(REAL_SIZE), everywhere: true },
  { keys: "Ctrl+2", does: "fit_selection", run: fitSelection, everywhere: true },
  { keys: "+", does: "zoom_in", run: () => zoomBy(ZOOM_STEP), letter: true },
  { keys: "-", does: "zoom_out", run: () => zoomBy(1 / ZOOM_STEP), letter: true },
  { keys: "B", does: "blink", run: blink, letter: true },
  ...Object.entries(TOOL_KEYS).map(([does, keys]) => ({ keys, does, run: () => insertTool(does), edits: true, letter: true })),
  { keys: "F1", does: "help", run: () => { dialog.value = "help"; }, everywhere: true },
  { keys: "F6", does: "next_region", run: () => cycle(1), everywhere: true },
  { keys: "Shift+F6", does: "previous_region", run: () => cycle(-1), everywhere: true },
];

/** What the arrow keys do, for the help dialog. */
export const ARROW_SHORTCUTS = [
  { keys: "← ↑ → ↓", does: "nudge" },
  { keys: "Shift+← ↑ → ↓", does: "nudge_far" },
  { keys: "Ctrl+← ↑ → ↓", does: "nudge_fine" },
  { keys: "Alt+← ↑ → ↓", does: "grow" },
  { keys: "Ctrl+V", does: "paste" },
];

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
    const shortcut = SHORTCUTS.find((one) => matches(one, event));
    if (!shortcut || (!shortcut.everywhere && !isInStage)) return;
    if (shortcut.everywhere && isTyping(target) && ["undo", "redo"].includes(shortcut.does) && target.matches("textarea, [type=text]")) return;
    if (shortcut.letter && !hasLetterKeys.value) return;
    event.preventDefault();
    if (!shortcut.edits || mayEdit) shortcut.run();
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
