/** The data: with which record the card is shown. */

import { chooseRecord, RECORDS, setOwn, usedFields } from "../records.js";
import { html } from "../lib/html.js";
import { Button, Select } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { chooseFile } from "../inserting.js";
import { record, recordName } from "../store.js";
import { fieldLabel } from "./field_picker.js";

const LARGEST_PHOTO_PX = 800;

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
    if (file) setOwn(name, await smallPicture(file));
  };
  return html`<div class="value photo"><span>${fieldLabel(name)} <code>${name}</code></span>
    ${value.startsWith("data:") && html`<img src=${value} alt="" width="36" height="45" />`}
    <${Button} icon="upload" onClick=${choose}>${t("data.choose_photo")}<//></div>`;
}

/** Return a picture as a data URI that is not larger than a preview needs. */
async function smallPicture(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return "";
  const scale = Math.min(1, LARGEST_PHOTO_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.9);
}
