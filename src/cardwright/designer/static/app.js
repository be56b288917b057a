/** The parts of the page: toolbar, panels at both sides, the stage between them. */

import { useEffect, useRef } from "preact/hooks";

import { Conflict } from "./dialogs/conflict.js";
import { Expired } from "./dialogs/expired.js";
import { Export } from "./dialogs/export.js";
import { Help } from "./dialogs/help.js";
import { insertFiles } from "./inserting.js";
import { html } from "./lib/html.js";
import { Tabs } from "./lib/ui.js";
import { t } from "./lib/texts.js";
import { Data } from "./panels/data.js";
import { Files } from "./panels/files.js";
import { Layers } from "./panels/layers.js";
import { Preflight } from "./panels/preflight.js";
import { Properties } from "./panels/properties.js";
import { DrawingProblem, SaveStatus, SideBar } from "./panels/status.js";
import { Toolbar } from "./panels/toolbar.js";
import { Writing } from "./panels/writing.js";
import { setUpStage } from "./stage/setup.js";
import { onCard } from "./stage/stage.js";
import { dialog, findings, leftTab, openPanel, rightTab, selected } from "./store.js";

const LEFT = { layers: Layers, data: Data, files: Files };
const RIGHT = { properties: Properties, preflight: Preflight };
const DIALOGS = { help: Help, conflict: Conflict, expired: Expired, export: Export };

export function App() {
  const Open = dialog.value === null ? null : DIALOGS[dialog.value];
  return html`<div class="editor" data-panel=${openPanel.value}>
    <header class="bar" data-region tabindex="-1" aria-label=${t("toolbar.label")}>
      <a class="tool home" href="/" aria-label=${t("toolbar.home")} title=${t("toolbar.home")}><img src="/favicon.ico" width="24" height="24" alt="" /></a>
      <${Toolbar} />
    </header>
    <${Side} where="left" label=${t("panels.left")} parts=${LEFT} chosen=${leftTab} />
    <${Stage} />
    <${Side} where="right" label=${t("panels.right")} parts=${RIGHT} chosen=${rightTab} />
    <${PanelChooser} />
    ${Open && html`<${Open} />`}
    <p id="announcements" class="hidden" aria-live="polite"></p><p id="alerts" aria-live="assertive"></p>
  </div>`;
}

function Side({ where, label, parts, chosen }) {
  const Part = parts[chosen.value];
  const tabs = Object.keys(parts).map((name) => [name, t(`panels.${name}`)]);
  return html`<section class=${`side ${where}`} aria-label=${label} data-region tabindex="-1">
    <${Tabs} label=${label} tabs=${tabs} chosen=${chosen.value} onChoose=${(name) => { chosen.value = name; }} idOf=${() => `panel-${where}`}
      badges=${{ preflight: html`<${Badge} />` }} />
    <div role="tabpanel" id=${`panel-${where}`} aria-labelledby=${`tab-${chosen.value}`} tabindex="0" class="panel-content">
      <h2 class="hidden">${t(`panels.${chosen.value}`)}</h2>
      <div id=${chosen.value === "properties" ? "properties" : undefined}><${Part} /></div></div>
  </section>`;
}

function Badge() {
  const count = findings.value?.length ?? 0;
  if (!count) return null;
  const hasErrors = findings.value?.some((one) => one.severity === "error");
  return html` <span class=${`badge ${hasErrors ? "error" : "warning"}`}>${count}</span>`;
}

function Stage() {
  const stage = useRef(/** @type {HTMLElement | null} */ (null));
  const across = useRef(null);
  const down = useRef(null);
  useEffect(() => setUpStage(stage.current, across.current, down.current), []);
  const drop = (event) => {
    event.preventDefault();
    insertFiles(event.dataTransfer.files, onCard(event));
  };
  return html`<section class="middle" aria-label=${t("stage.label")} data-region tabindex="-1">
    <${SideBar} />
    <a class="skip in-stage" href="#panel-right">${t("stage.skip")}</a>
    <div class="desk" dir="ltr" onDragOver=${(event) => event.preventDefault()} onDrop=${drop}>
      <div class="ruler across" ref=${across}></div><div class="ruler down" ref=${down}></div><div class="corner"></div>
      <div id="stage" class="stage" ref=${stage} tabindex="-1"></div>
      <${Writing} /><${DrawingProblem} />
    </div>
    <p id="stage-help" class="hidden">${t("stage.help")}</p>
    <footer class="foot"><${SaveStatus} /><p class="selected-count">${selected.value.length ? t("stage.selected", { count: selected.value.length }) : t("stage.none_selected")}</p></footer>
  </section>`;
}

/** Where there is no room for panels beside the stage, they open over its lower half, one at a time. */
function PanelChooser() {
  const names = [...Object.keys(LEFT), ...Object.keys(RIGHT)];
  const toggle = (name) => {
    openPanel.value = openPanel.value === name ? "none" : name;
    if (name in LEFT) leftTab.value = name;
    else rightTab.value = name;
  };
  return html`<nav class="panel-chooser" aria-label=${t("panels.label")}>
    ${names.map((name) => html`<button type="button" key=${name} aria-pressed=${String(openPanel.value === name)} onClick=${() => toggle(name)}>${t(`panels.${name}`)}${name === "preflight" && html`<${Badge} />`}</button>`)}
  </nav>`;
}
