/** The lines above and below the stage: which side, with which record, and whether it is saved. */

import { html } from "../lib/html.js";
import { Icon } from "../lib/icons.js";
import { Button, Select, Tabs } from "../lib/ui.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { RECORDS, chooseRecord } from "../records.js";
import { problem } from "../stage/fragments.js";
import { fitCard } from "../stage/viewing.js";
import { dialog, mayEdit, proof, recordName, selection, side, state, status } from "../store.js";
import { save } from "../sync.js";

const ICONS = { saved: "check", edited: "more", saving: "upload", offline: "warning", conflict: "warning", expired: "warning", refused: "error" };

export function SideBar() {
  const sides = state.value.card.double_sided ? ["front", "back"] : ["front"];
  const choose = (name) => {
    side.value = name;
    selection.value = [];
    requestAnimationFrame(fitCard);
  };
  return html`<div class="side-bar">
    <${Tabs} label=${t("side.label")} tabs=${sides.map((name) => [name, t(`side.${name}`)])} chosen=${side.value} onChoose=${choose} idOf=${() => "stage"} />
    <${Select} label=${t("data.record")} hideLabel value=${recordName.value} options=${RECORDS.map((name) => [name, t(`data.records.${name}`)])} onChange=${chooseRecord} />
    ${proof.value && html`<label class="proof-mix">${t("proof.mix")}<input type="range" min="0" max="1" step="0.01" value=${proof.value.mix}
      onInput=${(event) => { proof.value = { url: proof.value?.url ?? "", mix: Number(event.currentTarget.value) }; }} /></label>`}
  </div>`;
}

export function SaveStatus() {
  if (!mayEdit) return html`<p class="save-status read-only"><${Icon} name="lock" /> <span role="status">${t("status.read_only")}</span></p>`;
  const { name, detail, at } = status.value;
  const time = new Date(at).toLocaleTimeString(start.language, { hour: "2-digit", minute: "2-digit" });
  return html`<p class=${`save-status ${name}`}><${Icon} name=${ICONS[name]} /> <span role="status">${t(`status.${name}`, { time, reason: detail })}</span>
    ${["conflict", "expired"].includes(name) && html`<${Button} onClick=${() => { dialog.value = name; }}>${t("status.look")}<//>`}
    ${["offline", "refused"].includes(name) && html`<${Button} onClick=${save}>${t("status.retry")}<//>`}</p>`;
}

export function DrawingProblem() {
  if (!problem.value) return null;
  return html`<p class="drawing-problem" role="alert"><${Icon} name="warning" /> ${t("stage.problem", { reason: problem.value })}</p>`;
}
