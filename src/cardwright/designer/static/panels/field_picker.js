/** A list of the fields that a text can show, in groups, to search and to pick from. */

import { useId, useRef, useState } from "preact/hooks";

import { html } from "../lib/html.js";
import { start } from "../lib/start.js";
import { has, t } from "../lib/texts.js";
import { asWords } from "../model/kinds.js";
import { usedFields } from "../records.js";

const NAME = /^[\p{L}\p{N}_]+$/u;

/** Return what a field is called for people. */
export function fieldLabel(name) {
  return has(`field.${name}`) ? t(`field.${name}`) : asWords(name);
}

/** The name of a field, to be typed in; what is none is not taken. */
export function FieldName({ value, onChange }) {
  const take = (event) => NAME.test(event.currentTarget.value) && onChange(event.currentTarget.value);
  return html`<label class="field-name">${t("properties.field")}<input type="text" value=${value} maxlength="200" onInput=${take} /></label>`;
}

export function FieldPicker({ onPick }) {
  const id = useId();
  const menu = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  const [sought, setSought] = useState("");
  const pick = (name) => {
    if (menu.current) menu.current.open = false;
    setSought("");
    onPick(name);
  };
  const close = (event) => {
    if (event.key !== "Escape" || !menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector("summary")?.focus();
    event.stopPropagation();
  };
  const known = new Set(Object.values(start.fields).flat());
  const groups = { ...start.fields, own: usedFields.value.map((field) => field.name).filter((name) => !known.has(name)) };
  const typed = sought.trim().replace(/\s+/g, "_");
  const matches = (name) => `${name} ${fieldLabel(name)}`.toLowerCase().includes(sought.trim().toLowerCase());
  const isNew = typed && NAME.test(typed) && !known.has(typed) && !groups.own.includes(typed);
  return html`<details class="picker" ref=${menu} onKeyDown=${close}>
    <summary>${t("picker.open")}</summary>
    <div class="picker-list">
      <label for=${id} class="hidden">${t("picker.search")}</label>
      <input id=${id} type="search" placeholder=${t("picker.search")} value=${sought} onInput=${(event) => setSought(event.currentTarget.value)} />
      ${Object.entries(groups).map(([group, names]) => html`<${Group} key=${group} title=${t(`picker.${group}`)} names=${names.filter(matches)} onPick=${pick} />`)}
      ${isNew && html`<button type="button" class="pick" onClick=${() => pick(typed)}>${t("picker.new", { name: typed })}</button>`}
    </div></details>`;
}

function Group({ title, names, onPick }) {
  if (!names.length) return null;
  return html`<div role="group" aria-label=${title}><p class="group-title" aria-hidden="true">${title}</p>
    ${names.map((name) => html`<button type="button" class="pick" key=${name} onClick=${() => onPick(name)}>${fieldLabel(name)} <code>${name}</code></button>`)}</div>`;
}
