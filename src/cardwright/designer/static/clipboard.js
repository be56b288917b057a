/** Copy and paste, within a template, between templates, and of pictures from elsewhere. */

import { edit, movedBy, removeSelected } from "./commands.js";
import { insertFiles, insertTool } from "./inserting.js";
import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { regrouped } from "./model/arranging.js";
import { inserted, isKnown, newKey } from "./model/documents.js";
import { mayEdit, selected, side, state } from "./store.js";

const KIND = "cardwright objects";
const MOST = 200;

/** What was copied last in this page, for where the browser does not let pages read the clipboard. */
let kept = "";

/** Put what is selected on the clipboard, as text. */
export async function copy() {
  const objects = state.value.order.filter((key) => selected.value.includes(key)).map((key) => state.value.entries.get(key));
  if (!objects.length) return;
  kept = JSON.stringify({ kind: KIND, v: 1, objects });
  await navigator.clipboard?.writeText(kept).catch(() => undefined);
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
    if (target.closest("input, textarea, dialog")) return;
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) await insertFiles(files);
    else paste(event.clipboardData?.getData("text/plain") ?? "");
  });
}

/** Paste what is on the clipboard, without the keys for it. */
export async function pasteClipboard() {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((one) => one.startsWith("image/")) ?? "text/plain";
      const blob = await item.getType(type);
      if (type === "text/plain") paste(await blob.text());
      else await insertFiles([new File([blob], t("tool.image"), { type })]);
    }
  } catch {
    if (kept) paste(kept);
    else announce(t("announce.no_clipboard"), { isUrgent: true });
  }
}

/** Insert the objects that a text holds, if it is from a clipboard of ours; other words are a text. */
function paste(text) {
  if (!mayEdit) return;
  const objects = objectsIn(text);
  if (!objects.length) {
    if (text.trim()) insertTool("text", text.trim().slice(0, 2000));
    return;
  }
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
