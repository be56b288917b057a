/** The proof: the very bitmap that is printed, over the stage; and the files to take away. */

import { effect, signal } from "@preact/signals";

import { Refusal, ask } from "./lib/api.js";
import { announce } from "./lib/announce.js";
import { start } from "./lib/start.js";
import { t } from "./lib/texts.js";
import { cardSize, proof, record, side, state } from "./store.js";
import { flush } from "./sync.js";
import { PATH } from "./template.js";
import { valuesToPrint } from "./records.js";

export const PRINT_DPI = 300;
/** Less than three times a second, which is safe for everybody (WCAG 2.3.1). */
const BLINK_MS = 700;

/** The ways to compare the print with the stage. */
export const VIEWS = ["slider", "blink", "difference"];
/** Whether stage and print take turns by themselves. */
export const isBlinking = signal(!matchMedia("(prefers-reduced-motion: reduce)").matches);

/** Show the proof over the stage, or take it away. */
export async function toggleProof() {
  if (proof.value) {
    closeProof();
    return;
  }
  try {
    await flush();
    const answer = record.value === null
      ? await preview()
      : await drawn({ side: side.value, format: "png", dpi: PRINT_DPI, data: record.value });
    proof.value = { url: URL.createObjectURL(await answer.blob()), mix: 1, view: "slider" };
    announce(t("proof.shown"));
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    announce(t("proof.failed", { reason: failure.message }), { isUrgent: true });
  }
}

/** Return the side as it is stored, drawn with samples. Throws Refusal. */
export function preview() {
  // Rounded up: with fewer dots than those of the print, barcodes have smaller modules.
  const width = Math.ceil((cardSize.value.width / 25.4) * PRINT_DPI);
  return ask("GET", `${PATH}/preview/${side.value}?width=${width}`);
}

/** Compare otherwise, as far as there is a proof. */
export function compare(members) {
  const now = proof.peek();
  if (now) proof.value = { ...now, ...members };
}

/** Let stage and print take turns; asked for again, show the other one of them. */
export async function blink() {
  if (!proof.value) await toggleProof();
  const isOver = proof.value?.view === "blink" && proof.value.mix > 0.5;
  compare({ view: "blink", mix: isOver ? 0 : 1 });
  if (proof.value && !isBlinking.value) announce(t(isOver ? "proof.stage_seen" : "proof.print_seen"));
}

/** Take the proof away once what it shows is not so any more. */
export function watchProof() {
  let timer = 0;
  effect(() => {
    clearInterval(timer);
    if (proof.value?.view !== "blink" || !isBlinking.value) return;
    timer = window.setInterval(() => compare({ mix: proof.peek()?.mix ? 0 : 1 }), BLINK_MS);
  });
  let seen = [state.value, side.value, record.value];
  effect(() => {
    const now = [state.value, side.value, record.value];
    if (now.some((one, index) => one !== seen[index])) closeProof();
    seen = now;
  });
}

/** Return the card as a file. Throws Refusal. */
export async function exported(format, ofSide) {
  await flush();
  const answer = await drawn({ side: ofSide, format, dpi: PRINT_DPI, data: valuesToPrint() });
  return { blob: await answer.blob(), findings: Number(answer.headers.get("X-Findings") ?? 0) };
}

/** Return the pages for an office printer as a file. Throws Refusal. */
export async function printed(page, flip) {
  await flush();
  const answer = await ask("POST", `/designer/${start.id}/print`, { json: { page, flip, data: valuesToPrint() } });
  return { blob: await answer.blob() };
}

function drawn(json) {
  return ask("POST", `${PATH}/render`, { json });
}

function closeProof() {
  if (proof.peek()) URL.revokeObjectURL(proof.peek()?.url ?? "");
  proof.value = null;
}
