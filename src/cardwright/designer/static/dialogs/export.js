/** Export: the card with the record that is chosen, to look at and to take away. */

import { useEffect, useState } from "preact/hooks";

import { Refusal } from "../lib/api.js";
import { html } from "../lib/html.js";
import { Button, Select } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { exported, printed } from "../proofing.js";
import { RecordSelect } from "../panels/data.js";
import { record, state } from "../store.js";
import { Dialog } from "./dialog.js";

export function Export() {
  const sides = state.value.card.double_sided ? ["front", "back"] : ["front"];
  const [shown, setShown] = useState(/** @type {Record<string, {url: string, findings: number}>} */ ({}));
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(true);
  useEffect(() => {
    let isCurrent = true;
    setBusy(true);
    draw(sides).then((drawn) => isCurrent && (setShown(drawn), setProblem("")), (failure) => isCurrent && setProblem(messageOf(failure)))
      .finally(() => isCurrent && setBusy(false));
    return () => {
      isCurrent = false;
    };
  }, [record.value]);
  const save = async (file, ending) => {
    setBusy(true);
    try {
      download((await file()).blob, state.value.card.name + ending);
      setProblem("");
    } catch (failure) {
      setProblem(messageOf(failure));
    }
    setBusy(false);
  };
  const findings = Object.values(shown).reduce((sum, one) => sum + one.findings, 0);
  return html`<${Dialog} name="export" title=${t("export.title")} wide>
    <${RecordSelect} />
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${findings > 0 && html`<p class="note">${t("export.findings", { count: findings })}</p>`}
    <div class="versions" aria-busy=${String(isBusy)}>${sides.map((side) => html`<figure key=${side}><figcaption>${t(`side.${side}`)}</figcaption>
      ${shown[side] ? html`<img src=${shown[side].url} alt=${t("export.alt", { side: t(`side.${side}`) })} />` : html`<p class="hint">${t("export.drawing")}</p>`}</figure>`)}</div>
    <div class="actions">
      <${Button} icon="download" kind="" id="export-pdf" onClick=${() => save(() => exported("pdf", "both"), ".pdf")}>${t("export.pdf")}<//>
      ${sides.map((side) => html`<${Button} key=${side} icon="download" onClick=${() => save(() => exported("png", side), sides.length === 1 ? ".png" : `-${side}.png`)}>${t(sides.length === 1 ? "export.png" : `export.png_${side}`)}<//>`)}
    </div>
    <${Printing} isDouble=${sides.length > 1} save=${save} />
  <//>`;
}

/** The card on paper, its back where it fits the front once the printer has turned the page. */
function Printing({ isDouble, save }) {
  const [page, setPage] = useState("a4");
  const [flip, setFlip] = useState("long");
  const select = (name, value, choices, set) => html`<${Select} label=${t(`export.${name}`)} value=${value} options=${choices.map((one) => [one, t(`export.${name}_${one}`)])} onChange=${set} />`;
  return html`<fieldset class="printing"><legend>${t("export.print")}</legend>
    ${select("page", page, ["a4", "letter", "card"], setPage)}${isDouble && select("flip", flip, ["long", "short"], setFlip)}
    <${Button} icon="download" onClick=${() => save(() => printed(page, flip), "-print.pdf")}>${t("export.print_page")}<//>
    <p class="hint">${t(isDouble ? "export.print_both" : "export.print_one")}</p></fieldset>`;
}

async function draw(sides) {
  const drawn = await Promise.all(sides.map(async (side) => {
    const { blob, findings } = await exported("png", side);
    return [side, { url: URL.createObjectURL(blob), findings }];
  }));
  return Object.fromEntries(drawn);
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name.replace(/[\\/:*?"<>|]/g, " ");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function messageOf(failure) {
  if (!(failure instanceof Refusal)) throw failure;
  return failure.message || t("status.offline");
}
