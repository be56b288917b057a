/** Preflight: what is wrong with the card as it is saved, which object it is, and how to mend it. */

import { effect } from "@preact/signals";

import { edit } from "./commands.js";
import { PICTURES, addFile, chooseFile } from "./inserting.js";
import { announce } from "./lib/announce.js";
import { Refusal, askJson } from "./lib/api.js";
import { start } from "./lib/start.js";
import { t } from "./lib/texts.js";
import { restacked } from "./model/arranging.js";
import { changed, isKnown } from "./model/documents.js";
import { base, findings, record, selection, side, state, status } from "./store.js";
import { reveal } from "./stage/viewing.js";

const CALM_MS = 500;

let timer = 0;
let asked = 0;
/** What the server had when the findings were made. */
let looked = base.value;

/** Look for findings whenever something was saved, or another record is shown. */
export function startPreflight() {
  effect(() => {
    record.value;
    if (status.value.name !== "saved") return;
    clearTimeout(timer);
    timer = window.setTimeout(look, CALM_MS);
  });
}

/** Say whether the findings are about the card as it is now. */
export function isCurrent() {
  return status.value.name === "saved" && looked === base.value;
}

/** Return the key of the object that a finding is about, if it is still there. */
export function keyOf(finding) {
  const numbered = /^#(\d+)$/.exec(finding.object);
  const byId = looked.order.find((key) => looked.entries.get(key)?.id === finding.object);
  const key = byId ?? (numbered ? looked.order[Number(numbered[1])] : undefined);
  return key !== undefined && state.value.entries.has(key) ? key : undefined;
}

/** Show the object of a finding, and select it. */
export function showFinding(finding) {
  const key = keyOf(finding);
  side.value = finding.side;
  if (key === undefined || !isKnown(state.value.entries.get(key) ?? {})) return;
  selection.value = [key];
  reveal(state.value.entries.get(key));
}

/** Return what mends a finding with one click: a text for it, and what to do. */
export function mendOf({ mend, ...finding }) {
  const key = keyOf(finding);
  const value = key === undefined ? undefined : state.value.entries.get(key);
  // It is for the object as it was looked through.
  if (!mend || !value || !isKnown(value) || value !== looked.entries.get(key)) return null;
  const label = t(`mend.${mend.does}`);
  const run = async () => {
    const members = { ...mend.set, ...Object.fromEntries((mend.unset ?? []).map((name) => [name, undefined])) };
    if (mend.does === "own_id") members.id = crypto.randomUUID().slice(0, 8);
    if (mend.does === "choose_picture") {
      const file = await chooseFile(PICTURES);
      if (!file) return;
      members.source = { file: addFile(file) };
    }
    const mended = changed(state.value, key, members);
    edit(label, mend.is_on_top ? restacked(mended, [key], "front") : mended);
    announce(t("announce.mended", { name: label }));
  };
  return { label, run };
}

async function look() {
  asked += 1;
  const mine = asked;
  try {
    const now = base.value;
    const { body } = await askJson("POST", `/designer/${start.id}/preflight`, { json: { data: record.value } });
    if (mine !== asked) return;
    looked = now;
    findings.value = body.findings;
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    if (mine === asked) findings.value = null;
  }
}
