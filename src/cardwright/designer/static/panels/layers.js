/** The layers: the objects of the side that is shown, the topmost first. */

import { useState } from "preact/hooks";

import { change, edit, restack, toggle } from "../commands.js";
import { html } from "../lib/html.js";
import { Icon } from "../lib/icons.js";
import { IconButton } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { isKnown, movedTo, sideOf } from "../model/documents.js";
import { calledBy, toolOf } from "../model/kinds.js";
import { reveal } from "../stage/viewing.js";
import { mayEdit, selected, selection, side, state } from "../store.js";

export function Layers() {
  const { order, entries } = state.value;
  const [renaming, setRenaming] = useState(/** @type {string | null} */ (null));
  const keys = [...order].reverse().filter((key) => sideOf(entries.get(key)) === side.value);
  if (!keys.length) return html`<p class="empty">${t("layers.empty")}</p>`;
  return html`<div class="layers">
    <ul role="list" aria-label=${t(`side.objects_${side.value}`)} onKeyDown=${byKeys}>
      ${keys.map((key) => html`<${Layer} key=${key} id=${key} value=${entries.get(key)} isRenaming=${renaming === key} onRename=${setRenaming} />`)}
    </ul>
    ${mayEdit && html`<${Stacking} onRename=${() => setRenaming(selected.value[0] ?? null)} />`}
  </div>`;
}

function Stacking({ onRename }) {
  const none = selected.value.length === 0;
  return html`<div class="group actions-line">
    <${IconButton} icon="up" label=${t("stack.forward")} disabled=${none} onClick=${() => restack("forward")} />
    <${IconButton} icon="down" label=${t("stack.backward")} disabled=${none} onClick=${() => restack("backward")} />
    <button type="button" class="little plain" aria-disabled=${selected.value.length === 1 ? undefined : "true"} onClick=${onRename}>${t("layers.rename")}</button>
  </div>`;
}

function Layer({ id, value, isRenaming, onRename }) {
  if (!isKnown(value)) {
    return html`<li class="layer unknown"><${Icon} name="more" /><span class="what">${t("layers.unknown", { type: String(value.type ?? "?") })}
      <small>${t("layers.unknown_hint")}</small></span></li>`;
  }
  const name = calledBy(value) ?? t(`tool.${toolOf(value)}`);
  const isSelected = selected.value.includes(id);
  return html`<li class=${`layer${isSelected ? " chosen" : ""}${value.hidden ? " is-hidden" : ""}`} draggable=${mayEdit && !isRenaming}
    onDragStart=${(event) => event.dataTransfer.setData("application/x-layer", id)} onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => drop(event, id)}>
    <${Icon} name=${toolOf(value)} />
    ${isRenaming
      ? html`<${Rename} id=${id} name=${value.name ?? ""} onDone=${() => onRename(null)} />`
      : html`<button type="button" class="what" aria-pressed=${String(isSelected)} onClick=${(event) => choose(event, id)} onDblClick=${() => mayEdit && onRename(id)}>${name}</button>`}
    ${mayEdit && html`<${IconButton} icon=${value.hidden ? "eye_off" : "eye"} label=${t("layers.hide", { name })} pressed=${String(value.hidden === true)}
      onClick=${() => toggle("hidden", [id], t("do.hide"))} />
    <${IconButton} icon=${value.locked ? "lock" : "unlock"} label=${t("layers.lock", { name })} pressed=${String(value.locked === true)}
      onClick=${() => toggle("locked", [id], t("do.lock"))} />`}
  </li>`;
}

function Rename({ id, name, onDone }) {
  const finish = (event) => {
    const given = event.currentTarget.value.trim();
    if (given !== name) change(t("do.rename"), [id], () => ({ name: given || undefined }));
    onDone();
  };
  const key = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") event.currentTarget.blur();
    if (event.key === "Escape") onDone();
  };
  return html`<input type="text" class="what" aria-label=${t("layers.new_name")} defaultValue=${name} maxlength="100" ref=${(input) => input?.focus()}
    onBlur=${finish} onKeyDown=${key} />`;
}

function choose(event, id) {
  const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!isAdding) selection.value = [id];
  else selection.value = selected.value.includes(id) ? selected.value.filter((one) => one !== id) : [...selected.value, id];
  reveal(state.value.entries.get(id));
}

function drop(event, id) {
  const moved = event.dataTransfer.getData("application/x-layer");
  if (!state.value.entries.has(moved) || moved === id || !mayEdit) return;
  event.preventDefault();
  const { top, height } = event.currentTarget.getBoundingClientRect();
  edit(t("stack.moved"), movedTo(state.value, moved, id, event.clientY < top + height / 2));
}

/** Arrow keys go from layer to layer. */
function byKeys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const names = [...event.currentTarget.querySelectorAll("button.what")];
  const at = names.indexOf(document.activeElement);
  if (at < 0) return;
  names[Math.min(names.length - 1, Math.max(0, at + step))].focus();
  event.preventDefault();
}
