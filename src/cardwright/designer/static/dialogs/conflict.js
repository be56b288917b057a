/** Somebody else has changed the template: both versions, and three ways on. */

import { useEffect, useState } from "preact/hooks";

import { bytesOf } from "../assets.js";
import { Refusal } from "../lib/api.js";
import { html } from "../lib/html.js";
import { Button } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { preview } from "../proofing.js";
import { pictureOfSide } from "../stage/stage.js";
import { dialog, state, status } from "../store.js";
import { edits, keepMine, open } from "../sync.js";
import { CARD_FIELDS, createCopy } from "../template.js";
import { start } from "../lib/start.js";
import { Dialog } from "./dialog.js";

export function Conflict() {
  const [theirs, setTheirs] = useState("");
  const [mine] = useState(() => URL.createObjectURL(new Blob([pictureOfSide()], { type: "image/svg+xml" })));
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    // The preview is of what is stored now, which is theirs.
    preview().then((answer) => answer.blob())
      .then((blob) => setTheirs(URL.createObjectURL(blob))).catch(() => setTheirs(""));
  }, []);
  const choose = async (act) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await act();
      if (status.value.name !== "conflict") dialog.value = null;
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      setProblem(failure.message || t("status.offline"));
    }
    setBusy(false);
  };
  return html`<${Dialog} name="conflict" title=${t("conflict.title")} wide mustChoose>
    <p>${t("conflict.explanation")}</p>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <div class="versions">
      <figure><figcaption>${t("conflict.mine")}</figcaption><img src=${mine} alt=${t("conflict.mine_alt")} /></figure>
      <figure><figcaption>${t("conflict.theirs")}</figcaption>${theirs && html`<img src=${theirs} alt=${t("conflict.theirs_alt")} />`}</figure>
    </div>
    <div class="actions">
      <${Button} kind="" disabled=${isBusy} onClick=${() => choose(keepMine)}>${t("conflict.keep_mine")}<//>
      <${Button} disabled=${isBusy} onClick=${() => choose(open)}>${t("conflict.load_theirs")}<//>
      <${Button} disabled=${isBusy} onClick=${() => choose(saveAsCopy)}>${t("conflict.save_copy")}<//>
    </div>
  <//>`;
}

/** Make a template of its own of this design, with its files under new uuids, and go there. */
async function saveAsCopy() {
  const { card } = state.value;
  const { stored, objects } = edits();
  const uuids = Object.fromEntries(Object.keys(card.files).map((uuid) => [uuid.toLowerCase(), crypto.randomUUID()]));
  const files = await Promise.all(Object.entries(card.files).map(async ([uuid, file]) => ({ uuid: uuids[uuid.toLowerCase()], role: file.role, blob: await bytesOf(file.token) })));
  const sides = ["front", "back"].filter((one) => card[`background_${one}`] !== null);
  const backgrounds = await Promise.all(sides.map(async (one) => ({ side: one, blob: await bytesOf(card[`background_${one}`]) })));
  const fields = {
    ...Object.fromEntries(CARD_FIELDS.map((name) => [name, card[name]])),
    uuid: crypto.randomUUID(), template_type_code: start.type.code,
    name: t("conflict.copy_name", { name: card.name, time: new Date().toLocaleString(start.language) }),
  };
  const id = await createCopy({ card_template: fields, objects, uuids }, stored, backgrounds, files);
  status.value = { name: "saved", detail: "", at: Date.now() };
  // The edits are in the copy; this page must not ask whether to lose them.
  await open();
  location.assign(`/designer/${id}`);
}
