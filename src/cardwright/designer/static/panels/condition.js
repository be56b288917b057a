/** When an object is shown: always, or only where a field of the record says so. */

import { html } from "../lib/html.js";
import { Check, Select } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { FieldName } from "./field_picker.js";

const OPERATIONS = ["equals", "not_equals", "in", "not_empty", "empty"];

/** @param {{value: any, onChange: (condition: any) => void}} given */
export function Condition({ value, onChange }) {
  const isConditional = value !== undefined && value !== null;
  const begin = (is) => onChange(is ? { field: "department", op: "not_empty" } : undefined);
  return html`<div class="condition">
    <${Check} label=${t("property.visible_if")} checked=${isConditional} onChange=${begin} />
    ${isConditional && html`<${Comparison} value=${value} onChange=${onChange} />`}
  </div>`;
}

function Comparison({ value, onChange }) {
  const isWithValue = !["empty", "not_empty"].includes(value.op);
  const words = Array.isArray(value.value) ? value.value.join(", ") : String(value.value ?? "");
  const asked = (op, text) => {
    if (["empty", "not_empty"].includes(op)) return { field: value.field, op };
    return { field: value.field, op, value: op === "in" ? text.split(",").map((one) => one.trim()).filter(Boolean) : text };
  };
  return html`<div class="grid">
    <${FieldName} value=${value.field} onChange=${(field) => onChange({ ...value, field })} />
    <${Select} label=${t("condition.op")} value=${value.op} options=${OPERATIONS.map((op) => [op, t(`condition.${op}`)])}
      onChange=${(op) => onChange(asked(op, words))} />
    ${isWithValue && html`<label class="wide">${t(value.op === "in" ? "condition.values" : "condition.value")}<input type="text" value=${words}
      onInput=${(event) => onChange(asked(value.op, event.currentTarget.value))} /></label>`}
  </div>`;
}
