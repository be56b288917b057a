/** The preflight panel: findings to click on, and to mend. */

import { html } from "../lib/html.js";
import { Button, Icon } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { calledBy, toolOf } from "../model/kinds.js";
import { isKnown } from "../model/documents.js";
import { isCurrent, keyOf, mendOf, showFinding } from "../preflight.js";
import { findings, mayEdit, state, status } from "../store.js";

export function Preflight() {
  const found = findings.value;
  // That nothing was found in an older version says nothing of this one.
  if (found === null || (!found.length && !isCurrent())) return html`<p class="hint">${t("preflight.waiting")}</p>`;
  if (!found.length) return html`<p class="good"><${Icon} name="check" /> ${t("preflight.good")}</p>`;
  return html`<div class="preflight">
    ${status.value.name !== "saved" && html`<p class="hint">${t("preflight.older")}</p>`}
    <ul role="list">${found.map((one, index) => html`<${Finding} key=${`${one.object} ${one.code} ${index}`} finding=${one} />`)}</ul>
  </div>`;
}

function Finding({ finding }) {
  const key = keyOf(finding);
  const value = key === undefined ? undefined : state.value.entries.get(key);
  const name = nameOf(value) ?? finding.object;
  const mend = mayEdit ? mendOf(finding) : null;
  return html`<li class=${`finding is-${finding.severity}`}>
    <button type="button" class="finding-head" onClick=${() => showFinding(finding)}>
      <${Icon} name=${finding.severity} /><span><span class="hidden">${t(`preflight.${finding.severity}`)}: </span><strong>${name}</strong>
      <small>${t(`side.${finding.side}`)}</small></span></button>
    <p>${finding.message}</p><p class="hint">${finding.fix}</p>
    ${mend && html`<${Button} icon="check" onClick=${mend.run}>${mend.label}<//>`}
  </li>`;
}

function nameOf(value) {
  if (value === undefined) return null;
  return isKnown(value) ? calledBy(value) ?? t(`tool.${toolOf(value)}`) : t("layers.unknown", { type: String(value.type ?? "?") });
}
