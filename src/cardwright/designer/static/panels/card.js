/** The properties of the card itself, shown while nothing is selected: name, sides, guides. */

import { changeCard } from "../commands.js";
import { html } from "../lib/html.js";
import { Button, Check, Choice, IconButton, NumberField, TextField } from "../lib/ui.js";
import { start } from "../lib/start.js";
import { number, t } from "../lib/texts.js";
import { addGuide, moveGuide } from "../stage/rulers.js";
import { fitCard } from "../stage/viewing.js";
import { cardSize, guides, hasLetterKeys, isSnapping, mayEdit, shownCard, side, status } from "../store.js";

export function CardProperties() {
  const card = shownCard.value;
  const { width, height } = cardSize.value;
  const error = status.value.name === "refused" && status.value.detail.startsWith("name ") ? status.value.detail : "";
  const turn = (orientation) => {
    changeCard(t("property.orientation"), { [`orientation_${side.value}`]: orientation });
    requestAnimationFrame(fitCard);
  };
  return html`<div class="properties">
    <h3>${t("card.title")}</h3>
    <p class="hint">${t("card.size", { type: start.type.name, width: number(width), height: number(height) })}</p>
    <fieldset role="presentation" disabled=${!mayEdit}><section>
      <${TextField} label=${t("card.name")} value=${card.name ?? ""} error=${error} maxLength=${255} first=${true}
        onChange=${(name) => changeCard(t("do.rename"), { name }, "card name")} />
      <${Check} label=${t("card.double_sided")} checked=${card.double_sided === true}
        onChange=${(is) => { if (!is) side.value = "front"; changeCard(t("card.double_sided"), { double_sided: is }); }} />
      <${Choice} label=${t(`card.orientation_${side.value}`)} value=${card[`orientation_${side.value}`]}
        options=${[["L", t("card.landscape")], ["P", t("card.portrait")]]} onChange=${turn} />
    </section></fieldset>
    <section><h4>${t("card.working")}</h4>
      <${Check} label=${t("card.snapping")} checked=${isSnapping.value} onChange=${(is) => { isSnapping.value = is; }} />
      <${Check} label=${t("card.letters")} checked=${hasLetterKeys.value} onChange=${(is) => { hasLetterKeys.value = is; }} />
    </section>
    <${Guides} />
  </div>`;
}

function Guides() {
  const own = guides.value[side.value];
  const row = (axis) => own[axis].map((at, index) => html`<div class="guide-row" key=${`${axis}${index}`}>
    <${NumberField} label=${t(`guides.${axis}`, { count: index + 1 })} value=${at} unit="mm" step=${0.5} onChange=${(given) => moveGuide(axis, index, given)} />
    <${IconButton} icon="trash" label=${t("guides.remove", { at: number(at) })} onClick=${() => moveGuide(axis, index, null)} /></div>`);
  return html`<section><h4>${t("guides.title")}</h4><p class="hint">${t("guides.hint")}</p>
    ${row("x")}${row("y")}
    <div class="actions"><${Button} icon="plus" onClick=${() => addGuide("x", cardSize.value.width / 2)}>${t("guides.add_x")}<//>
    <${Button} icon="plus" onClick=${() => addGuide("y", cardSize.value.height / 2)}>${t("guides.add_y")}<//></div></section>`;
}
