/** Copy and paste, within a template, between templates, and of pictures from elsewhere. */

import { edit, movedBy, removeSelected } from "./commands.js";
import { insertFile } from "./inserting.js";
import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { regrouped } from "./model/arranging.js";
import { inserted, isKnown, newKey } from "./model/documents.js";
import { mayEdit, selected, side, state } from "./store.js";

const KIND = "cardwright objects";
const MOST = 200;

/** Put what is selected on the clipboard, as text. */
export async function copy() {
  const objects = state.value.order.filter((key) => selected.value.includes(key)).map((key) => state.value.entries.get(key));
  if (!objects.length) return;
  await navigator.clipboard?.writeText(JSON.stringify({ kind: KIND, v: 1, objects })).catch(() => undefined);
  announce(t("announce.copied", { count: objects.length }));
}

export async function cut() {
  await copy();
  removeSelected();
}

/** Listen to pasting anywhere but in a field. */
export function listenToPaste() {
  document.addEventListener("paste", async (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!mayEdit || target.closest("input, textarea, dialog")) return;
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (file) await insertFile(file);
    else paste(text);
  });
}

/** Insert the objects that a text holds, if it is from a clipboard of ours. */
export function paste(text) {
  const objects = objectsIn(text);
  if (!objects.length) return;
  let next = state.value;
  const keys = [];
  for (const value of objects) {
    const key = newKey();
    keys.push(key);
    const { side: _, ...rest } = value;
    const placed = { ...rest, id: crypto.randomUUID().slice(0, 8), ...movedBy(2, 2)(value) };
    next = inserted(next, key, side.value === "back" ? { ...placed, side: "back" } : placed);
  }
  edit(t("do.paste"), regrouped(next, keys), { select: keys });
  announce(t("announce.pasted", { count: keys.length }));
}

function objectsIn(text) {
  try {
    const found = JSON.parse(text);
    if (found?.kind !== KIND || found.v !== 1 || !Array.isArray(found.objects)) return [];
    return found.objects.filter((value) => value && typeof value === "object" && isKnown(value)).slice(0, MOST);
  } catch {
    return [];
  }
}
