/** The controls that panels are made of: labelled, large enough, and usable by keyboard. */

import { useId, useState } from "preact/hooks";

import { html } from "./html.js";

/** Of how many letters an option is long. */
const LONG_OPTION = 14;

/** An icon of those that the page holds; it says nothing to a screen reader, its button does. */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`#icon-${name}`} /></svg>`;
}

/** A button that shows an icon; `label` is its name. */
export function IconButton({ icon, label, onClick, pressed = undefined, disabled = false, keys = "", danger = false }) {
  const title = keys ? `${label} (${keys})` : label;
  return html`<button type="button" class=${danger ? "tool danger" : "tool"} aria-label=${label} title=${title} aria-pressed=${pressed}
    aria-disabled=${disabled ? "true" : undefined} onClick=${disabled ? undefined : onClick}><${Icon} name=${icon} /></button>`;
}

/** A button with words, and an icon before them if wanted. */
export function Button({ icon = "", children, onClick, kind = "plain", disabled = false, id = undefined }) {
  return html`<button type="button" id=${id} class=${`little ${kind}`} aria-disabled=${disabled ? "true" : undefined} onClick=${disabled ? undefined : onClick}>
    ${icon && html`<${Icon} name=${icon} />`}${children}</button>`;
}

/** A number with its unit. What is typed counts at once, and what is no number is not taken. */
export function NumberField({ label, value, onChange, unit = "", step = 0.5, min = undefined, max = undefined, first = false, short = "" }) {
  const id = useId();
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const take = (event) => {
    const text = event.currentTarget.value;
    setTyped(text);
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number) && (min === undefined || number >= min) && (max === undefined || number <= max)) onChange(number);
  };
  return html`<div class="number">
    <label for=${id}>${short ? html`<span aria-hidden="true">${short}</span><span class="hidden">${label}</span>` : label}</label>
    <span class="with-unit"><input id=${id} type="number" step=${step} min=${min} max=${max} inputmode="decimal"
      data-first=${first ? "" : undefined} value=${typed ?? value} onInput=${take} onBlur=${() => setTyped(null)} />
    ${unit && html`<span class="unit" aria-hidden="true">${unit}</span>`}</span></div>`;
}

/** A choice out of a few: `options` are pairs of a value and its text. */
export function Select({ label, value, options, onChange, hideLabel = false }) {
  const id = useId();
  // Half of a panel would cut off long ones.
  const isLong = options.some(([, text]) => text.length > LONG_OPTION);
  return html`<div class=${isLong ? "select wide" : "select"}>
    <label for=${id} class=${hideLabel ? "hidden" : undefined}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => onChange(event.currentTarget.value)}>
      ${options.map(([one, text]) => html`<option key=${one} value=${one} selected=${one === value}>${text}</option>`)}
    </select></div>`;
}

/** A line of text. */
export function TextField({ label, value, onChange, error = "", maxLength = undefined, first = false }) {
  const id = useId();
  return html`<div class="text">
    <label for=${id}>${label}</label>
    ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    <input id=${id} type="text" value=${value} maxlength=${maxLength} data-first=${first ? "" : undefined}
      aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? `${id}-error` : undefined}
      onInput=${(event) => onChange(event.currentTarget.value)} /></div>`;
}

/** A box to tick. */
export function Check({ label, checked, onChange }) {
  return html`<label class="check"><input type="checkbox" checked=${checked}
    onChange=${(event) => onChange(event.currentTarget.checked)} /> ${label}</label>`;
}

/** A few buttons of which one is pressed. */
export function Choice({ label, value, options, onChange }) {
  return html`<fieldset class="choice"><legend>${label}</legend>
    ${options.map(([one, text]) => html`<button type="button" key=${one} class="segment" aria-pressed=${String(one === value)} onClick=${() => onChange(one)}>${text}</button>`)}
  </fieldset>`;
}

/** Tabs in the order of `tabs`, pairs of a name and a text; arrow keys go from one to the next. */
export function Tabs({ label, tabs, chosen, onChoose, idOf, badges = {} }) {
  const move = (event) => {
    const at = byArrows(event, "[role=tab]");
    if (at !== null) onChoose(tabs[at][0]);
  };
  return html`<div role="tablist" aria-label=${label} class="tabs" onKeyDown=${move}>
    ${tabs.map(([name, text]) => html`<button type="button" role="tab" key=${name} id=${`tab-${name}`} aria-selected=${String(name === chosen)}
      aria-controls=${idOf(name)} tabindex=${name === chosen ? 0 : -1} onClick=${() => onChoose(name)}>${text}${badges[name] ?? null}</button>`)}
  </div>`;
}

/** Let arrow keys go along what a selector finds, round and round. Returns the place that they lead to. */
export function byArrows(event, selector) {
  const isRightToLeft = document.documentElement.dir === "rtl";
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[event.key];
  const all = [...event.currentTarget.querySelectorAll(selector)];
  const at = all.indexOf(document.activeElement);
  if (!step || at < 0) return null;
  const next = (at + step + all.length) % all.length;
  all[next].focus();
  event.preventDefault();
  event.stopPropagation();
  return next;
}
