/** The toolbar: what to insert, undo and redo, arranging, zoom, proof, export and help. */

import { alignSelected, distributeSelected, group, redo, undo, ungroup } from "../commands.js";
import { insertPicture, insertTool } from "../inserting.js";
import { html } from "../lib/html.js";
import { Button, IconButton, byArrows } from "../lib/ui.js";
import { keysOf } from "../lib/start.js";
import { number, t } from "../lib/texts.js";
import { ALIGNMENTS, groupOf, isWithin, units } from "../model/arranging.js";
import { TOOLS } from "../model/kinds.js";
import { toggleProof } from "../proofing.js";
import { ZOOM_STEP, REAL_SIZE, fitCard, zoomBy } from "../stage/viewing.js";
import { canRedo, canUndo, dialog, mayEdit, proof, selected, state, view } from "../store.js";

export function Toolbar() {
  return html`<div class="toolbar" role="toolbar" aria-label=${t("toolbar.label")} onKeyDown=${(event) => byArrows(event, "button")}>
    <div class="tools">${mayEdit && html`<${Insert} /><${Steps} />`}<${Zoom} />${mayEdit && html`<${Arranging} />`}</div>
    <div class="group end">
      <${IconButton} icon="proof" label=${t("toolbar.proof")} pressed=${String(proof.value !== null)} onClick=${toggleProof} />
      <${IconButton} icon="help" label=${t("toolbar.help")} keys=${keysOf("help")} onClick=${() => { dialog.value = "help"; }} />
      <${Button} icon="download" kind="" onClick=${() => { dialog.value = "export"; }}><span class="word">${t("toolbar.export")}</span><//>
    </div>
  </div>`;
}

function Insert() {
  return html`<div class="group" role="group" aria-label=${t("toolbar.insert")}>
    ${TOOLS.map((tool) => html`<${IconButton} key=${tool} icon=${tool} label=${t(`insert.${tool}`)} keys=${keysOf(tool)}
      onClick=${() => (tool === "image" ? insertPicture() : insertTool(tool))} />`)}
  </div>`;
}

function Steps() {
  const label = (text, what) => (what ? t(`${text}_what`, { name: what }) : t(text));
  return html`<div class="group" role="group" aria-label=${t("toolbar.steps")}>
    <${IconButton} icon="undo" label=${label("toolbar.undo", canUndo.value)} keys=${keysOf("undo")} disabled=${!canUndo.value} onClick=${undo} />
    <${IconButton} icon="redo" label=${label("toolbar.redo", canRedo.value)} keys=${keysOf("redo")} disabled=${!canRedo.value} onClick=${redo} />
  </div>`;
}

function Arranging() {
  const count = units(state.value, selected.value).length;
  const isGrouped = selected.value.some((key) => groupOf(state.value.entries.get(key)));
  return html`<div class="group" role="group" aria-label=${t("toolbar.arrange")}>
    <${IconButton} icon="group" label=${t("do.group")} keys=${keysOf("group")} disabled=${count < 2 || isWithin(state.value, selected.value)} onClick=${group} />
    <${IconButton} icon="ungroup" label=${t("do.ungroup")} keys=${keysOf("ungroup")} disabled=${!isGrouped} onClick=${ungroup} />
    ${ALIGNMENTS.map((edge) => html`<${IconButton} key=${edge} icon=${edge} label=${t(`align.${edge}`)} disabled=${count < 1} onClick=${() => alignSelected(edge)} />`)}
    ${["x", "y"].map((axis) => html`<${IconButton} key=${axis} icon=${`distribute_${axis}`} label=${t(`align.distribute_${axis}`)} disabled=${count < 3} onClick=${() => distributeSelected(axis)} />`)}
  </div>`;
}

function Zoom() {
  return html`<div class="group" role="group" aria-label=${t("toolbar.zoom")}>
    <${IconButton} icon="minus" label=${t("toolbar.zoom_out")} onClick=${() => zoomBy(1 / ZOOM_STEP)} />
    <span class="zoom" title=${t("toolbar.zoom_of")}>${number(Math.round((view.value.scale / REAL_SIZE) * 100))} %</span>
    <${IconButton} icon="plus" label=${t("toolbar.zoom_in")} onClick=${() => zoomBy(ZOOM_STEP)} />
    <${IconButton} icon="fit" label=${t("toolbar.fit")} keys=${keysOf("fit")} onClick=${fitCard} />
  </div>`;
}
