/** The proof: the very bitmap that is printed, over the stage; and the files to take away. */

import { effect } from "@preact/signals";

import { Refusal, ask } from "./lib/api.js";
import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { cardSize, proof, record, side, state } from "./store.js";
import { flush } from "./sync.js";
import { PATH } from "./template.js";
import { valuesToPrint } from "./records.js";

export const PRINT_DPI = 300;

/** Show the proof over the stage, or take it away. */
export async function toggleProof() {
  if (proof.value) {
    closeProof();
    return;
  }
  try {
    await flush();
    // Rounded up: with fewer dots than those of the print, barcodes have smaller modules.
    const width = Math.ceil((cardSize.value.width / 25.4) * PRINT_DPI);
    const answer = record.value === null
      ? await ask("GET", `${PATH}/preview/${side.value}?width=${width}`)
      : await drawn({ side: side.value, format: "png", dpi: PRINT_DPI, data: record.value });
    proof.value = { url: URL.createObjectURL(await answer.blob()), mix: 1 };
    announce(t("proof.shown"));
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    announce(t("proof.failed", { reason: failure.message }), { isUrgent: true });
  }
}

/** Take the proof away once what it shows is not so any more. */
export function watchProof() {
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

function drawn(json) {
  return ask("POST", `${PATH}/render`, { json });
}

function closeProof() {
  if (proof.peek()) URL.revokeObjectURL(proof.peek()?.url ?? "");
  proof.value = null;
}
