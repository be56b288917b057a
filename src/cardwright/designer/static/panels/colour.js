/** A colour: by picking, by value, or out of those of the card and of the account. */

import { signal } from "@preact/signals";
import { useId, useState } from "preact/hooks";

import { Refusal, askJson } from "../lib/api.js";
import { announce } from "../lib/announce.js";
import { html } from "../lib/html.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { Button, Check } from "../lib/ui.js";
import { coloursOf } from "../model/kinds.js";
import { state } from "../store.js";

/** The colours that the account keeps. */
const swatches = signal(start.swatches);
/** Whether the colours are shown; once they are, it is below every field. */
const isOpen = signal(false);

/** One that may be absent has a box for that. */
export function ColourField({ label, value, onChange, optional = false, fallback = "#000000" }) {
  const id = useId();
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const take = (event) => {
    const text = event.currentTarget.value.trim();
    setTyped(text);
    const full = /^#?[0-9a-f]{6}$/i.test(text) ? `#${text.replace("#", "").toLowerCase()}` : null;
    if (full) onChange(full);
  };
  return html`<fieldset class="colour"><legend>${label}</legend>
    ${optional && html`<${Check} label=${t("colour.has")} checked=${value !== null} onChange=${(is) => onChange(is ? fallback : null)} />`}
    ${value !== null && html`<span class="swatch">
      <input type="color" aria-label=${t("colour.pick", { name: label })} value=${value} onInput=${take} />
      <input type="text" id=${id} aria-label=${t("colour.value", { name: label })} value=${typed ?? value} maxlength="7" spellcheck="false"
        onInput=${take} onBlur=${() => setTyped(null)} /></span>
      <${Palette} value=${value.toLowerCase()} onChange=${onChange} />`}
  </fieldset>`;
}

function Palette({ value, onChange }) {
  const [problem, setProblem] = useState("");
  const isKept = swatches.value.includes(value);
  const keep = async () => {
    try {
      swatches.value = (await askJson(isKept ? "DELETE" : "PUT", `/designer/swatches/${value.slice(1)}`)).body.swatches;
      setProblem("");
      announce(t(isKept ? "colour.removed" : "colour.kept", { value }));
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setProblem(failure.message || t("status.offline"));
    }
  };
  const row = (name, colours) => colours.length > 0 && html`<p class="hint">${t(`colour.${name}`)}</p>
    <div role="group" aria-label=${t(`colour.${name}`)} class="swatches">${colours.map((one) => html`<button type="button" key=${one} aria-label=${one} title=${one}
      aria-pressed=${String(one === value)} style=${{ background: one }} onClick=${() => onChange(one)}></button>`)}</div>`;
  return html`<details class="palette" open=${isOpen.value} onToggle=${(event) => { isOpen.value = event.currentTarget.open; }}>
    <summary>${t("colour.palette")}</summary>
    ${row("of_card", coloursOf(state.value.entries.values()))}${row("of_account", swatches.value)}
    ${problem && html`<p class="error" role="alert">${problem}</p>`}
    <${Button} icon=${isKept ? "trash" : "plus"} onClick=${keep}>${t(isKept ? "colour.remove" : "colour.keep", { value })}<//></details>`;
}
