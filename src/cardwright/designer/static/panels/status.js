/** The lines above and below the stage: which side, with which record, and whether it is saved. */

import { html } from "../lib/html.js";
import { Button, Check, Choice, Icon, Tabs } from "../lib/ui.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { VIEWS, blink, compare, isBlinking } from "../proofing.js";
import { problem } from "../stage/fragments.js";
import { fitCard } from "../stage/viewing.js";
import { dialog, mayEdit, proof, selection, side, state, status } from "../store.js";
import { save } from "../sync.js";
import { RecordSelect } from "./data.js";

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
    <${RecordSelect} hideLabel />
    ${proof.value && html`<${ProofBar} ...${proof.value} />`}
  </div>`;
}

function ProofBar({ view, mix }) {
  return html`<div class="proof-bar">
    <${Choice} label=${t("proof.view")} value=${view} options=${VIEWS.map((name) => [name, t(`proof.${name}`)])} onChange=${(name) => (name === "blink" ? blink() : compare({ view: name, mix: 1 }))} />
    ${view === "slider" && html`<label>${t("proof.mix")}<input type="range" min="0" max="1" step="0.01" value=${mix} onInput=${(event) => compare({ mix: Number(event.currentTarget.value) })} /></label>`}
    ${view === "blink" && html`<${Check} label=${t("proof.by_itself")} checked=${isBlinking.value} onChange=${(is) => { isBlinking.value = is; }} /><span>${t(mix > 0.5 ? "proof.print_seen" : "proof.stage_seen")}</span>`}
    ${view === "difference" && html`<p class="hint">${t("proof.difference_hint")}</p>`}
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
