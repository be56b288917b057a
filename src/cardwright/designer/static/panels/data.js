/** The data: with which record the card is shown. */

import { chooseRecord, RECORDS, setOwn, usedFields } from "../records.js";
import { html } from "../lib/html.js";
import { Button, Select } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { canvasOf, chooseFile } from "../inserting.js";
import { record, recordName } from "../store.js";
import { fieldLabel } from "./field_picker.js";

const PHOTO_PX = 800;

export function Data() {
  const fields = usedFields.value;
  return html`<div class="data">
    <${RecordSelect} />
    <p class="hint">${t(`data.hints.${recordName.value}`)}</p>
    <h3>${t("data.fields")}</h3>
    ${fields.length === 0 && html`<p class="hint">${t("data.none")}</p>`}
    ${fields.map((field) => (field.isPicture ? html`<${Photo} key=${field.name} name=${field.name} />` : html`<${Value} key=${field.name} name=${field.name} />`))}
  </div>`;
}

/** With which record the card is shown, to choose. */
export function RecordSelect({ hideLabel = false }) {
  return html`<${Select} label=${t("data.record")} hideLabel=${hideLabel} value=${recordName.value} options=${RECORDS.map((name) => [name, t(`data.records.${name}`)])} onChange=${chooseRecord} />`;
}

function Value({ name }) {
  const value = record.value?.[name];
  return html`<label class="value">${fieldLabel(name)} <code>${name}</code>
    <input type="text" value=${value ?? ""} placeholder=${record.value === null ? t("data.sample") : t("data.missing")} dir="auto"
      onInput=${(event) => setOwn(name, event.currentTarget.value)} /></label>`;
}

function Photo({ name }) {
  const value = record.value?.[name] ?? "";
  const choose = async () => {
    const file = await chooseFile("image/*");
    // It is not larger than a preview needs.
    if (file) setOwn(name, (await canvasOf(file, PHOTO_PX))?.toDataURL("image/jpeg", 0.9) ?? "");
  };
  return html`<div class="value photo"><span>${fieldLabel(name)} <code>${name}</code></span>
    ${value.startsWith("data:") && html`<img src=${value} alt="" width="36" height="45" />`}
    <${Button} icon="upload" onClick=${choose}>${t("data.choose_photo")}<//></div>`;
}
