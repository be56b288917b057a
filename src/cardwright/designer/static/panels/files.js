/** The files: what lies behind each side, and what the objects use. */

import { assetOf } from "../assets.js";
import { insert } from "../commands.js";
import { BACKGROUNDS, FONTS, PICTURES, addFile, chooseFile, drawable, isFont, removeFile, setBackground } from "../inserting.js";
import { html } from "../lib/html.js";
import { Button, IconButton } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { cardSize, mayEdit, refusedFiles, state, uploads } from "../store.js";

export function Files() {
  const card = state.value.card;
  const sides = card.double_sided ? ["front", "back"] : ["front"];
  return html`<div class="files" onDragOver=${(event) => event.preventDefault()} onDrop=${dropped}>
    <h3>${t("files.backgrounds")}</h3>
    ${sides.map((side) => html`<${Background} key=${side} side=${side} token=${card[`background_${side}`] ?? null} />`)}
    <h3>${t("files.linked")}</h3>
    ${Object.keys(card.files ?? {}).length === 0 && html`<p class="hint">${t("files.none")}</p>`}
    <ul role="list">${Object.entries(card.files ?? {}).map(([uuid, file]) => html`<${File} key=${uuid} uuid=${uuid} file=${file} />`)}</ul>
    ${mayEdit && html`<div class="actions"><${Button} icon="upload" onClick=${() => add(`${PICTURES},${FONTS}`)}>${t("files.add")}<//></div>
    <p class="hint">${t("files.hint")}</p>`}
  </div>`;
}

function Background({ side, token }) {
  const asset = token === null ? undefined : assetOf(token);
  const choose = async () => {
    const file = await chooseFile(BACKGROUNDS);
    if (file) setBackground(file, side);
  };
  return html`<div class="file background">
    ${asset ? html`<img src=${asset.url} alt="" />` : html`<span class="no-picture" aria-hidden="true"></span>`}
    <div><strong>${t(`side.${side}`)}</strong><${Progress} token=${token} />
    ${mayEdit && html`<div class="actions"><${Button} icon="upload" onClick=${choose}>${t(asset ? "files.replace" : "files.choose")}<span class="hidden"> ${t(`side.${side}`)}</span><//>
    ${asset && html`<${IconButton} icon="trash" danger label=${t("files.remove_background", { side: t(`side.${side}`) })} onClick=${() => setBackground(null, side)} />`}</div>`}
    </div></div>`;
}

function File({ uuid, file }) {
  const asset = assetOf(file.token);
  const isPicture = file.type.startsWith("image/");
  const uses = [...state.value.entries.values()].filter((value) => JSON.stringify(value).toLowerCase().includes(uuid.toLowerCase())).length;
  const replace = async () => {
    const chosen = await chooseFile(isPicture ? PICTURES : FONTS);
    if (chosen) addFile(chosen, uuid, file.role);
  };
  const use = () => insert(t("tool.image"), { type: "image", source: { file: uuid }, fit: "contain", width_mm: 24, height_mm: 16, x_mm: cardSize.value.width / 2 - 12, y_mm: cardSize.value.height / 2 - 8 });
  return html`<li class="file">
    ${isPicture && asset ? html`<img src=${asset.url} alt="" />` : html`<span class="no-picture" aria-hidden="true">Aa</span>`}
    <div><strong>${file.role}</strong><small>${t(uses ? "files.used" : "files.unused", { count: uses })}</small><${Progress} token=${file.token} />
    ${mayEdit && html`<div class="actions">
      ${isPicture && html`<${IconButton} icon="plus" label=${t("files.insert", { name: file.role })} onClick=${use} />`}
      <${IconButton} icon="upload" label=${t("files.replace_named", { name: file.role })} onClick=${replace} />
      <${IconButton} icon="trash" danger label=${t("files.remove", { name: file.role })} onClick=${() => removeFile(uuid)} /></div>`}
    </div></li>`;
}

function Progress({ token }) {
  const part = token === null ? undefined : uploads.value[token];
  const problem = token === null ? undefined : refusedFiles.value[token];
  if (problem) return html`<p class="error">${t("files.refused", { reason: problem })}</p>`;
  if (part === undefined) return null;
  return html`<progress aria-label=${t("files.uploading")} max="1" value=${part}></progress>`;
}

async function add(accept) {
  const file = await chooseFile(accept);
  if (file) addFile(file);
}

function dropped(event) {
  event.preventDefault();
  if (!mayEdit) return;
  for (const file of event.dataTransfer.files) if (isFont(file) || file.type.startsWith("image/")) drawable(file).then((drawn) => addFile(drawn));
}
