/** Help: how the designer is used, and all shortcuts. */

import { html } from "../lib/html.js";
import { t } from "../lib/texts.js";
import { ARROW_SHORTCUTS, SHORTCUTS } from "../stage/keys.js";
import { mayEdit } from "../store.js";
import { Dialog } from "./dialog.js";

const TOPICS = ["start", "fields", "mouse", "keyboard", "saving"];

export function Help() {
  const shortcuts = [...ARROW_SHORTCUTS.map((one) => ({ ...one, edits: true })), ...SHORTCUTS].filter((one) => mayEdit || !one.edits);
  return html`<${Dialog} name="help" title=${t("help.title")} wide>
    <div class="help-columns">
      <div>${TOPICS.map((topic) => html`<section key=${topic}><h3>${t(`help.${topic}_title`)}</h3><p>${t(`help.${topic}`)}</p></section>`)}</div>
      <section><h3 id="shortcuts-title">${t("help.shortcuts")}</h3>
        <div class="table-frame" tabindex="0" role="region" aria-labelledby="shortcuts-title"><table class="keys"><thead class="hidden"><tr><th scope="col">${t("help.keys")}</th><th scope="col">${t("help.does")}</th></tr></thead>
        <tbody>${shortcuts.map(({ keys, does }) => html`<tr key=${keys + does}><td>${keys.split(/\+(?=.)/).map((key) => html`<kbd key=${key}>${key}</kbd> `)}</td><td>${t(`key.${does}`)}</td></tr>`)}</tbody></table></div>
      </section>
    </div>
  <//>`;
}
