/** The properties of what is selected: exact millimetres, and every key of its type. */

import { change, duplicateSelected, placeOf, placeTogether, placedAt, removeSelected, rotate, toggle, unlocked } from "../commands.js";
import { html } from "../lib/html.js";
import { Button, Check, NumberField, TextField } from "../lib/ui.js";
import { start } from "../lib/start.js";
import { t } from "../lib/texts.js";
import { boxOf, roundLength } from "../model/geometry.js";
import { toolOf } from "../model/kinds.js";
import { mayEdit, selected, shown, state } from "../store.js";
import { CardProperties } from "./card.js";
import { Condition } from "./condition.js";
import { Editor } from "./property_editors.js";

export function Properties() {
  const keys = selected.value;
  if (!keys.length) return html`<${CardProperties} />`;
  if (keys.length > 1) return html`<${Several} keys=${keys} />`;
  const value = state.value.entries.get(keys[0]);
  return value ? html`<${One} key=${keys[0]} id=${keys[0]} value=${value} />` : null;
}

function One({ id, value }) {
  const tool = toolOf(value);
  const groups = start.properties[value.type];
  const isFixed = !mayEdit || value.locked === true;
  const set = (label, members, merge = null) => change(label, [id], () => members, merge && `${merge} ${id}`);
  return html`<div class="properties">
    <h3>${t(`tool.${tool}`)}</h3>
    ${value.locked === true && html`<p class="hint">${t("properties.locked")}</p>`}
    <fieldset role="presentation" disabled=${isFixed}>
    ${groups.slice(0, 1).map((group) => html`<${Group} key=${group.title} group=${group} value=${value} set=${set} isFirst=${true} />`)}
    <${Place} keys=${[id]} set=${set} />
    ${groups.slice(1).map((group) => html`<${Group} key=${group.title} group=${group} value=${value} set=${set} />`)}
    <section><h4>${t("properties.more")}</h4>
      <${TextField} label=${t("property.name")} value=${value.name ?? ""} maxLength=${100}
        onChange=${(name) => set(t("do.rename"), { name: name || undefined }, "name")} />
      <${NumberField} label=${t("property.opacity")} value=${Math.round((value.opacity ?? 1) * 100)} unit="%" step=${5} min=${0} max=${100}
        onChange=${(percent) => set(t("property.opacity"), { opacity: percent / 100 }, "opacity")} />
      <${Condition} value=${value.visible_if} onChange=${(condition) => set(t("property.visible_if"), { visible_if: condition }, "visible_if")} />
    </section></fieldset>
    <${Actions} keys=${[id]} value=${value} />
  </div>`;
}

function Group({ group, value, set, isFirst = false }) {
  // What comes first is what the panel itself is called after.
  return html`<section><h4 class=${isFirst ? "hidden" : undefined}>${t(`group.${group.title}`)}</h4><div class="grid">
    ${group.properties.map((property, index) => html`<${Editor} key=${property.key} property=${property} value=${value} set=${set} isFirst=${isFirst && index === 0} />`)}
  </div></section>`;
}

/** Where objects are as one: while they are dragged, this is all that changes here. */
function Place({ keys, set }) {
  const value = placeOf(keys, shown.value);
  const box = boxOf(value);
  const least = value.type === "line" ? 0 : 0.01;
  const put = (members) => set(t("do.place"), placedAt({ ...box, ...members }, value), `place ${Object.keys(members)}`);
  const field = (name, short, unit, more) => html`<${NumberField} label=${t(`property.${name}`)} short=${short} unit=${unit}
    value=${name === "angle" ? box.angle : roundLength(box[name])} onChange=${(given) => put({ [name]: name === "angle" ? given : roundLength(given) })} ...${more} />`;
  return html`<section><h4>${t("group.place")}</h4><div class="grid place">
    ${field("x", "X", "mm", { step: 0.5 })}${field("y", "Y", "mm", { step: 0.5 })}
    ${field("width", "W", "mm", { step: 0.5, min: least, max: 2000 })}${field("height", "H", "mm", { step: 0.5, min: least, max: 2000 })}
    ${value.type && field("angle", "∠", "°", { step: value.type === "barcode" ? 90 : 5 })}
  </div></section>`;
}

function Several({ keys }) {
  const free = unlocked();
  return html`<div class="properties"><h3>${t("properties.several", { count: keys.length })}</h3>
    <p class="hint">${t("properties.several_hint")}</p>
    ${free.length > 1 && html`<${Place} keys=${free} set=${(label, place, merge) => placeTogether(label, free, place, `${merge} ${free}`)} />`}
    ${mayEdit && html`<${NumberField} label=${t("property.opacity")} unit="%" step=${5} min=${0} max=${100}
      value=${Math.round((state.value.entries.get(keys[0])?.opacity ?? 1) * 100)}
      onChange=${(percent) => change(t("property.opacity"), keys, () => ({ opacity: percent / 100 }), `opacity ${keys}`)} />`}
    ${free.length > 1 && html`<div class="actions">${[-5, 5].map((by) => html`<${Button} key=${by} onClick=${() => rotate(by)}>${t(by < 0 ? "properties.turn_left" : "properties.turn_right")}<//>`)}</div>`}
    <${Actions} keys=${keys} value=${null} />
  </div>`;
}

function Actions({ keys, value }) {
  if (!mayEdit) return null;
  const is = (member) => keys.every((key) => state.value.entries.get(key)?.[member] === true);
  return html`<section class="last">
    <${Check} label=${t("property.locked")} checked=${is("locked")} onChange=${() => toggle("locked", keys, t("do.lock"))} />
    <${Check} label=${t("property.hidden")} checked=${is("hidden")} onChange=${() => toggle("hidden", keys, t("do.hide"))} />
    <div class="actions">
      <${Button} icon="copy" onClick=${duplicateSelected}>${t("do.duplicate")}<//>
      <${Button} icon="trash" kind="danger" disabled=${value?.locked === true} onClick=${removeSelected}>${t("do.remove")}<//>
    </div></section>`;
}
