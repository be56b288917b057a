/** The layers: the objects of the side that is shown, the topmost first. */

import { useState } from "preact/hooks";

import { copy, pasteClipboard } from "../clipboard.js";
import { change, edit, restack, toggle } from "../commands.js";
import { html } from "../lib/html.js";
import { Icon, IconButton, byArrows } from "../lib/ui.js";
import { keysOf } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { freeName, groupOf, movedTo, units, withGroups } from "../model/arranging.js";
import { changed, isKnown, sideOf } from "../model/documents.js";
import { calledBy, toolOf } from "../model/kinds.js";
import { reveal } from "../stage/viewing.js";
import { mayEdit, selected, selection, side, state } from "../store.js";

export function Layers() {
  const { order, entries } = state.value;
  const [renaming, setRenaming] = useState(/** @type {string | null} */ (null));
  const keys = [...order].reverse().filter((key) => sideOf(entries.get(key)) === side.value);
  const rows = [];
  for (const key of keys) {
    const name = groupOf(entries.get(key));
    const last = rows[rows.length - 1];
    if (name && last?.name === name) last.keys.push(key);
    else rows.push({ name, keys: [key] });
  }
  const one = (key) => html`<${Layer} key=${key} id=${key} value=${entries.get(key)} renaming=${renaming} onRename=${setRenaming} />`;
  return html`<div class="layers">
    ${!keys.length ? html`<p class="empty">${t("layers.empty")}</p>` : html`<ul role="list" aria-label=${t(`side.objects_${side.value}`)} onKeyDown=${(event) => byArrows(event, "button.what")}>
      ${rows.map((row) => (row.name ? html`<${Group} key=${`in ${row.keys[0]}`} ...${row} renaming=${renaming} onRename=${setRenaming}>${row.keys.map(one)}<//>` : one(row.keys[0])))}
    </ul>`}
    ${mayEdit && html`<${Stacking} onRename=${setRenaming} />`}
  </div>`;
}

function Stacking({ onRename }) {
  const keys = selected.value;
  const parts = units(state.value, keys);
  const rename = () => onRename(keys.length > 1 ? `in ${keys.at(-1)}` : keys[0]);
  return html`<div class="group actions-line">
    <${IconButton} icon="up" label=${t("stack.forward")} disabled=${!parts.length} onClick=${() => restack("forward")} />
    <${IconButton} icon="down" label=${t("stack.backward")} disabled=${!parts.length} onClick=${() => restack("backward")} />
    <${IconButton} icon="copy" label=${t("do.copy")} keys=${keysOf("copy")} disabled=${!parts.length} onClick=${copy} />
    <${IconButton} icon="paste" label=${t("do.paste")} keys=${keysOf("paste")} onClick=${pasteClipboard} />
    <button type="button" class="little plain" aria-disabled=${parts.length === 1 ? undefined : "true"} onClick=${parts.length === 1 ? rename : undefined}>${t("layers.rename")}</button>
  </div>`;
}

function Layer({ id, value, renaming, onRename }) {
  if (!isKnown(value)) {
    return html`<li class="layer unknown"><${Icon} name="more" /><span class="what">${t("layers.unknown", { type: String(value.type ?? "?") })}
      <small>${t("layers.unknown_hint")}</small></span></li>`;
  }
  return html`<li><${Row} id=${id} keys=${[id]} name=${calledBy(value) ?? t(`tool.${toolOf(value)}`)} given=${value.name ?? ""} renaming=${renaming} onRename=${onRename}
    onGiven=${(name) => change(t("do.rename"), [id], () => ({ name: name || undefined }))}><${Icon} name=${toolOf(value)} /><//></li>`;
}

function Group({ name, keys, renaming, onRename, children }) {
  const [isOpen, setOpen] = useState(true);
  const give = (given) => given && change(t("do.rename"), keys, () => ({ group: freeName(state.value, given, keys) }));
  return html`<li><${Row} id=${`in ${keys[0]}`} keys=${keys} name=${name} given=${name} renaming=${renaming} onRename=${onRename} onGiven=${give}>
      <button type="button" class="tool" aria-label=${t("layers.open", { name })} aria-expanded=${String(isOpen)} onClick=${() => setOpen(!isOpen)}><${Icon} name=${isOpen ? "up" : "down"} /></button>
    <//>${isOpen && html`<ul role="list" aria-label=${name}>${children}</ul>`}</li>`;
}

/** A line for an object, or for a group: what it is called, whether it is shown, whether it can be moved. */
function Row({ id, keys, name, given, renaming, onRename, onGiven, children }) {
  const is = (member) => keys.every((key) => state.value.entries.get(key)?.[member] === true);
  const isSelected = keys.every((key) => selected.value.includes(key));
  const isRenaming = renaming === id;
  return html`<div class=${`layer${isSelected ? " chosen" : ""}${is("hidden") ? " is-hidden" : ""}`} draggable=${mayEdit && !isRenaming}
    onDragStart=${(event) => event.dataTransfer.setData("application/x-layer", keys.join())} onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => drop(event, keys)}>
    ${children}
    ${isRenaming
      ? html`<${Rename} name=${given} onGiven=${onGiven} onDone=${() => onRename(null)} />`
      : html`<button type="button" class="what" aria-pressed=${String(isSelected)} onClick=${(event) => choose(event, keys)} onDblClick=${() => mayEdit && onRename(id)}>${name}</button>`}
    ${mayEdit && html`<${IconButton} icon=${is("hidden") ? "eye_off" : "eye"} label=${t("layers.hide", { name })} pressed=${String(is("hidden"))}
      onClick=${() => toggle("hidden", keys, t("do.hide"))} />
    <${IconButton} icon=${is("locked") ? "lock" : "unlock"} label=${t("layers.lock", { name })} pressed=${String(is("locked"))}
      onClick=${() => toggle("locked", keys, t("do.lock"))} />`}
  </div>`;
}

function Rename({ name, onGiven, onDone }) {
  const finish = (event) => {
    const given = event.currentTarget.value.trim();
    if (given !== name) onGiven(given);
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

function choose(event, keys) {
  const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
  const others = selected.value.filter((one) => !keys.includes(one));
  const wasSelected = keys.every((key) => selected.value.includes(key));
  if (!isAdding) selection.value = keys;
  else selection.value = wasSelected ? others : [...others, ...keys];
  reveal(state.value.entries.get(keys[0]));
}

/** What is dropped on an object of a group joins that group; what is dropped elsewhere leaves its own. */
function drop(event, keys) {
  const moved = event.dataTransfer.getData("application/x-layer").split(",");
  if (!mayEdit || moved.some((key) => !state.value.entries.has(key) || keys.includes(key))) return;
  event.preventDefault();
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const isAbove = event.clientY < top + height / 2;
  // Groups are not put into one another.
  const at = moved.length > 1 ? withGroups(state.value, keys).reverse() : keys;
  const group = at.length > 1 ? "" : groupOf(state.value.entries.get(at[0]));
  const next = movedTo(state.value, moved, isAbove ? at[0] : at[at.length - 1], isAbove);
  edit(t("stack.moved"), moved.length > 1 ? next : changed(next, moved[0], { group: group || undefined }));
}
