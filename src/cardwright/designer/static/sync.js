/** Saves the design by itself, and never loses an edit: not to a colleague, a session or a network. */

import { effect, untracked } from "@preact/signals";

import { bytesOf, filesGeneration, nowAt } from "./assets.js";
import { reset } from "./commands.js";
import { Refusal, ask, askJson, renewSession, upload } from "./lib/api.js";
import { announce } from "./lib/announce.js";
import { start } from "./lib/start.js";
import { t } from "./lib/texts.js";
import { isUnchanged, saving } from "./model/documents.js";
import { base, dialog, mayEdit, refusedFiles, state, status, uploads } from "./store.js";
import { CARD_FIELDS, PATH, cardOf, designOf, isSameCard, readIfUnchanged, readTemplate, told } from "./template.js";

const CALM_MS = 800;
const LONGEST_MS = 5000;
const RETRY_MS = 4000;

let etag = "";
/** The objects as the server has them, token for token. */
let storedText = "[]";
let timer = 0;
let dirtySince = 0;
/** @type {Promise<void> | null} */
let under_way = null;

/** Read the template and show it. Throws Refusal. */
export async function open() {
  const { etag: found, view, text } = await readTemplate();
  etag = found;
  storedText = text;
  reset(designOf(view, text));
  tell("saved");
}

/** Save from now on whatever is edited, once there is a pause. */
export function startSaving() {
  effect(() => {
    state.value;
    base.value;
    untracked(notice);
  });
  window.addEventListener("online", () => ["offline"].includes(status.value.name) && save());
  window.addEventListener("beforeunload", (event) => {
    if (isDirty()) event.preventDefault();
  });
}

/** Say whether something is not saved yet. */
export function isDirty() {
  return mayEdit && (!isUnchanged(base.value, saving(base.value, state.value)) || !isSameCard(state.value.card, base.value.card));
}

/** Save all that is edited now. Returns whether that is done. */
export async function flush() {
  clearTimeout(timer);
  while (under_way) await under_way;
  if (isDirty()) await save();
  return !isDirty();
}

/** Save now. What is edited meanwhile is saved after it. */
export function save() {
  clearTimeout(timer);
  under_way ??= attempt().finally(() => {
    under_way = null;
    if (status.value.name === "saved" && isDirty()) schedule();
  });
  return under_way;
}

/** Take the version of the server for what this design was made of, and save the design over it. */
export async function keepMine() {
  const { etag: found, view, text } = await readTemplate();
  const theirs = designOf(view, text);
  const spare = new Map([...base.value.entries].map(([key, value]) => [JSON.stringify(value), key]));
  // What they left alone keeps its key, so that of it, again, only the changes are sent.
  const names = new Map(theirs.order.map((key) => {
    const spelled = JSON.stringify(theirs.entries.get(key));
    const mine = spare.get(spelled);
    spare.delete(spelled);
    return [key, mine ?? key];
  }));
  base.value = {
    order: theirs.order.map((key) => names.get(key)),
    entries: new Map([...theirs.entries].map(([key, value]) => [names.get(key), value])),
    card: theirs.card,
  };
  etag = found;
  storedText = text;
  tell("edited");
  await save();
}

/** Return the objects that the server had, as text, and what of them was edited since. */
export function edits() {
  return { stored: storedText, objects: saving(base.value, state.value) };
}

/** Go on with the session that began in another tab. Returns whether there is one. */
export async function resume() {
  const hasSession = await renewSession().catch(() => false);
  if (hasSession) await save();
  return hasSession;
}

function notice() {
  if (isDirty()) {
    schedule();
  } else if (["edited", "refused"].includes(status.value.name)) {
    clearTimeout(timer);
    tell("saved");
  }
}

function schedule() {
  if (status.value.name === "conflict" || status.value.name === "expired") return;
  const now = performance.now();
  if (status.value.name === "saved") dirtySince = now;
  if (status.value.name !== "saving") tell("edited");
  clearTimeout(timer);
  timer = window.setTimeout(save, Math.max(0, Math.min(CALM_MS, dirtySince + LONGEST_MS - now)));
}

async function attempt() {
  if (!isDirty()) {
    tell("saved");
    return;
  }
  tell("saving");
  try {
    const sent = state.value;
    await saveNewFiles(sent);
    await saveCard(sent);
    await saveObjects(sent);
    await removeFiles(sent);
    tell("saved");
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    refused(failure);
  }
}

function refused(failure) {
  if (failure.status === 412) {
    tell("conflict");
    dialog.value = "conflict";
  } else if (failure.status === 401 || (failure.status === 403 && /out of date/.test(failure.message))) {
    tell("expired");
    dialog.value = "expired";
  } else if (failure.status === 0 || failure.status >= 500 || failure.status === 429) {
    tell("offline");
    timer = window.setTimeout(save, RETRY_MS);
  } else {
    tell("refused", failure.message);
    announce(t("status.refused", { reason: failure.message }), { isUrgent: true });
  }
}

async function saveCard(sent) {
  const changes = CARD_FIELDS.filter((name) => sent.card[name] !== base.value.card[name]);
  if (!changes.length) return;
  const fields = Object.fromEntries(changes.map((name) => [name, sent.card[name]]));
  const { etag: found } = await askJson("PATCH", PATH, { json: { card_template: fields }, etag });
  etag = found;
  base.value = { ...base.value, card: { ...base.value.card, ...fields } };
}

async function saveObjects(sent) {
  const objects = saving(base.value, sent);
  if (isUnchanged(base.value, objects)) return;
  ({ etag, text: storedText } = await told(await ask("PUT", `/designer/${start.id}/objects`, { json: { objects }, etag })));
  base.value = { ...base.value, order: sent.order, entries: sent.entries };
}

/** Upload what is new before the objects that refer to it are saved. */
async function saveNewFiles(sent) {
  for (const [uuid, file] of Object.entries(sent.card.files)) {
    if (file.token === base.value.card.files[uuid]?.token) continue;
    const path = `${PATH}/files/${uuid}?file_role=${encodeURIComponent(file.role)}`;
    await send(path, file.token);
    await follow({ files: { ...base.value.card.files, [uuid]: file } });
  }
  for (const name of ["background_front", "background_back"]) {
    const token = sent.card[name];
    if (token === base.value.card[name]) continue;
    const path = `${PATH}/background_image/${name.slice("background_".length)}`;
    if (token === null) await ask("DELETE", path, { etag });
    else await send(path, token);
    await follow({ [name]: token });
  }
}

/** Remove files only when no object refers to them any more. */
async function removeFiles(sent) {
  for (const uuid of Object.keys(base.value.card.files)) {
    if (uuid in sent.card.files) continue;
    await bytesOf(base.value.card.files[uuid].token).catch(() => null);
    await ask("DELETE", `${PATH}/files/${uuid}`, { etag });
    const { [uuid]: _, ...files } = base.value.card.files;
    await follow({ files });
  }
}

async function send(path, token) {
  const { [token]: _, ...others } = refusedFiles.value;
  refusedFiles.value = others;
  try {
    const onProgress = (part) => {
      uploads.value = { ...uploads.value, [token]: part };
    };
    await upload(path, await bytesOf(token), { etag, onProgress });
  } catch (failure) {
    if (failure instanceof Refusal && [413, 422].includes(failure.status)) {
      refusedFiles.value = { ...refusedFiles.value, [token]: failure.message };
    }
    throw failure;
  } finally {
    const { [token]: __, ...rest } = uploads.value;
    uploads.value = rest;
  }
}

/** Learn the new version after a call that does not tell it, if nobody else has changed anything. */
async function follow(members) {
  const found = await readIfUnchanged(storedText, base.value.card);
  if (found === null) throw new Refusal(412, {});
  etag = found.etag;
  const there = cardOf(found.view);
  base.value = { ...base.value, card: { ...base.value.card, ...members } };
  for (const [uuid, file] of Object.entries(members.files ?? {})) nowAt(file.token, there.files[uuid]?.token, file.type);
  filesGeneration.value += 1;
}

function tell(name, detail = "") {
  const before = status.value.name;
  status.value = { name, detail, at: Date.now() };
  document.documentElement.dataset.save = name;
  if (name !== before && ["offline", "conflict", "expired"].includes(name)) announce(t(`status.${name}`), { isUrgent: true });
}
