/** Put the stage into the page, and let it follow pointers, keys, and the size of the window. */

import { effect } from "@preact/signals";

import { listenToPaste } from "../clipboard.js";
import { reached } from "../commands.js";
import { selected, selection, writing } from "../store.js";
import { listenToPointers, pullGuide } from "./gestures.js";
import { listenToKeys } from "./keys.js";
import { mountRulers } from "./rulers.js";
import { layers, mountStage } from "./stage.js";
import { fitCard, follow, measureWith } from "./viewing.js";

/** Returns what stops following. */
export function setUpStage(host, across, down) {
  const size = () => ({ width: host.clientWidth, height: host.clientHeight });
  measureWith(size);
  mountStage(host);
  mountRulers(across, down, size, pullGuide);
  listenToPointers();
  listenToKeys(host);
  listenToPaste();
  selectFocused();
  // The words of what is not selected any more are not changed any more.
  effect(() => {
    if (!selected.value.includes(writing.value ?? "")) writing.value = null;
  });
  let last = size();
  const observer = new ResizeObserver(() => {
    const now = size();
    follow(last, now);
    last = now;
  });
  observer.observe(host);
  fitCard();
  return () => observer.disconnect();
}

/** What is reached with Tab is selected, so that the keys that follow are for it. */
function selectFocused() {
  let isPointer = false;
  layers.root.addEventListener("pointerdown", () => { isPointer = true; }, { capture: true });
  layers.root.addEventListener("focusin", (event) => {
    const key = /** @type {Element} */ (event.target).closest("[data-key]")?.getAttribute("data-key");
    const byPointer = isPointer;
    isPointer = false;
    if (key && !byPointer && !selected.value.includes(key)) selection.value = reached(key);
  });
  layers.root.addEventListener("pointerup", () => { isPointer = false; });
}
