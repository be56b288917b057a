/** One control for each sort of property; which there are, the server says (`properties.py`). */

import { useRef } from "preact/hooks";

import { FONTS, PICTURES, addFile, chooseFile } from "../inserting.js";
import { html } from "../lib/html.js";
import { Button, Check, NumberField, Select } from "../lib/ui.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { state } from "../store.js";
import { ColourField } from "./colour.js";
import { FieldName, FieldPicker } from "./field_picker.js";

/** @param {{property: Record<string, any>, value: any, set: any, isFirst: boolean}} given */
export function Editor({ property, value, set, isFirst }) {
  const { key, as } = property;
  const label = t(`property.${key}`);
  const now = value[key] ?? property.absent;
  const put = (given) => set(label, { [key]: given }, key);
  const common = { label, value: now, onChange: put };
  switch (as) {
    case "number": return html`<${NumberOrNone} property=${property} ...${common} />`;
    case "select": return html`<${Select} ...${common} value=${String(now)} options=${property.options.map((one) => [String(one), t(`choice.${key}.${one}`)])}
      onChange=${(given) => put(typeof property.absent === "number" ? Number(given) : given)} />`;
    case "colour": return html`<${ColourField} ...${common} optional=${property.optional} fallback=${property.fallback} />`;
    case "check": return html`<${Check} label=${label} checked=${now} onChange=${put} />`;
    case "words": return html`<${Words} ...${common} value=${now ?? ""} isFirst=${isFirst} isLong=${key === "text"} />`;
    case "font": return html`<${Font} ...${common} />`;
    case "source": return html`<${Source} ...${common} value=${now ?? {}} />`;
    case "focus": return html`<${Focus} ...${common} fit=${value.fit ?? "cover"} />`;
    case "level": return html`<${Level} ...${common} symbology=${value.symbology} />`;
    default: throw new Error(as);
  }
}

function NumberOrNone({ property, label, value, onChange }) {
  const { unit, step, min, max, optional } = property;
  const field = html`<${NumberField} label=${label} value=${value ?? 1} unit=${unit} step=${step} min=${min} max=${max} onChange=${onChange} />`;
  if (!optional) return field;
  return html`<div class="optional"><${Check} label=${t("properties.limited", { name: label })} checked=${value !== null}
    onChange=${(is) => onChange(is ? 2 : null)} />${value !== null && field}</div>`;
}

/** A text with fields in it; they are put where the caret is. */
export function Words({ label, value, onChange, isFirst = false, isLong = false }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const insertField = (name) => {
    const input = area.current;
    const [from, to] = input ? [input.selectionStart, input.selectionEnd] : [value.length, value.length];
    // A text that still says what a new one says is replaced.
    const isNew = value === t("new.text");
    const words = isNew ? `{{${name}}}` : `${value.slice(0, from)}{{${name}}}${value.slice(to)}`;
    onChange(words);
    requestAnimationFrame(() => {
      const at = isNew ? words.length : from + name.length + 4;
      input?.focus();
      input?.setSelectionRange(at, at);
    });
  };
  return html`<div class="words">
    <label>${label}<textarea ref=${area} rows=${isLong ? 3 : 2} value=${value} maxlength="20000" dir="auto" spellcheck="false"
      data-first=${isFirst ? "" : undefined} onInput=${(event) => onChange(event.currentTarget.value)}></textarea></label>
    <${FieldPicker} onPick=${insertField} />
  </div>`;
}

function Font({ label, value, onChange }) {
  const files = Object.entries(state.value.card.files).filter(([, file]) => file.type.startsWith("font/") || /\.(ttf|otf|woff2?)$/i.test(file.role));
  const chosen = typeof value === "string" ? value : `file:${value.file}`;
  const options = [...start.fonts.map((name) => [name, name]), ...files.map(([uuid, file]) => [`file:${uuid}`, file.role])];
  if (!options.some(([one]) => one === chosen)) options.push([chosen, t("properties.missing_font", { name: chosen.replace("file:", "") })]);
  const choose = (given) => onChange(given.startsWith("file:") ? { file: given.slice(5) } : given);
  const add = async () => {
    const file = await chooseFile(FONTS);
    if (file) onChange({ file: addFile(file) });
  };
  return html`<div class="wide"><${Select} label=${label} value=${chosen} options=${options} onChange=${choose} />
    <${Button} icon="upload" onClick=${add}>${t("properties.add_font")}<//></div>`;
}

function Source({ label, value, onChange }) {
  const files = Object.entries(state.value.card.files).filter(([, file]) => file.type.startsWith("image/"));
  const chosen = value.file === undefined ? "field" : value.file.toLowerCase();
  const options = [["field", t("properties.of_record")], ...files.map(([uuid, file]) => [uuid.toLowerCase(), file.role])];
  if (!options.some(([one]) => one === chosen)) options.push([chosen, t("properties.missing_file")]);
  const choose = (given) => onChange(given === "field" ? { field: "photo" } : { file: files.find(([uuid]) => uuid.toLowerCase() === given)?.[0] ?? given });
  const add = async () => {
    const file = await chooseFile(PICTURES);
    if (file) onChange({ file: addFile(file) });
  };
  return html`<div class="wide"><${Select} label=${label} value=${chosen} options=${options} onChange=${choose} />
    ${chosen === "field" && html`<${FieldName} value=${value.field ?? ""} onChange=${(field) => onChange({ field })} />`}
    <${Button} icon="upload" onClick=${add}>${t("properties.add_picture")}<//></div>`;
}

function Focus({ label, value, onChange, fit }) {
  if (fit !== "cover") return null;
  const field = (index, name) => html`<${NumberField} label=${t(`property.focus_${name}`)} unit="%" step=${5} min=${0} max=${100}
    value=${Math.round(value[index] * 100)} onChange=${(percent) => onChange(index === 0 ? [percent / 100, value[1]] : [value[0], percent / 100])} />`;
  return html`<fieldset class="wide pair"><legend>${label}</legend>${field(0, "x")}${field(1, "y")}</fieldset>`;
}

function Level({ label, value, onChange, symbology }) {
  const levels = start.levels[symbology];
  if (!levels) return null;
  const options = [["", t("properties.usual")], ...levels.map((one) => [one, one])];
  const chosen = value === null ? "" : String(value);
  if (!options.some(([one]) => one === chosen)) options.push([chosen, chosen]);
  return html`<${Select} label=${label} value=${chosen} options=${options} onChange=${(given) => onChange(given || null)} />`;
}
