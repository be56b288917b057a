/** New objects from the toolbar, files from the person's machine. */

import { tokenOfBlob } from "./assets.js";
import { changeCard, insert } from "./commands.js";
import { announce } from "./lib/announce.js";
import { t } from "./lib/texts.js";
import { newObject } from "./model/kinds.js";
import { roundLength } from "./model/geometry.js";
import { cardSize, keysOnSide, mayEdit, openPanel, rightTab, side, state } from "./store.js";
import { focusObject } from "./stage/stage.js";

export const PICTURES = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml,image/tiff,image/bmp,image/avif";
export const BACKGROUNDS = "image/png,image/jpeg,image/webp,image/gif";
export const FONTS = ".ttf,.otf,.woff,.woff2";

/** Insert an object of a tool in the middle of the card; a text with its words. */
export function insertTool(tool, words = t("new.text")) {
  if (!mayEdit) return;
  const taken = keysOnSide.value.map((key) => state.value.entries.get(key));
  const value = newObject(tool, cardSize.value, taken);
  if (tool === "text") value.text = words;
  if (tool === "photo") value.name = t("new.photo");
  const key = insert(t(`tool.${tool}`), value);
  rightTab.value = "properties";
  if (openPanel.value === "none") requestAnimationFrame(() => focusObject(key));
}

/** Let a person choose a file, and insert it as a picture. */
export async function insertPicture() {
  const file = await chooseFile(PICTURES);
  if (file) await insertFile(file);
}

/** Insert pictures that were pasted or dropped, in the middle or at a place; fonts become files of the template. */
export async function insertFiles(files, at = undefined) {
  if (!mayEdit) return;
  for (const file of files) {
    if (isFont(file)) addFile(file);
    else if (file.type.startsWith("image/")) await insertFile(file, at);
    else announce(t("announce.no_picture", { name: file.name }), { isUrgent: true });
  }
}

/** Insert a picture, at its own proportions, with the file it comes from. */
async function insertFile(file, at = { x: cardSize.value.width / 2, y: cardSize.value.height / 2 }) {
  const { width, height } = await sizeOfPicture(file);
  const scale = 0.4 * Math.min(cardSize.value.width / width, cardSize.value.height / height);
  const uuid = crypto.randomUUID();
  const entry = { role: roleOf(file.name), type: file.type, token: tokenOfBlob(file, file.name) };
  const size = { width_mm: roundLength(width * scale), height_mm: roundLength(height * scale) };
  insert(t("tool.image"), {
    type: "image", source: { file: uuid }, fit: "contain", ...size,
    x_mm: roundLength(at.x - size.width_mm / 2), y_mm: roundLength(at.y - size.height_mm / 2),
  }, { also: (now) => ({ ...now, card: { ...now.card, files: { ...now.card.files, [uuid]: entry } } }) });
}

/** Add a file to the template, or put another in the place of one. Returns its uuid. */
export function addFile(file, uuid = crypto.randomUUID(), role = roleOf(file.name)) {
  const entry = { role, type: file.type || "application/octet-stream", token: tokenOfBlob(file, file.name) };
  changeCard(t("do.add_file"), { files: { ...state.value.card.files, [uuid]: entry } });
  return uuid;
}

/** Take a file from the template. */
export function removeFile(uuid) {
  const { [uuid]: _, ...files } = state.value.card.files;
  changeCard(t("do.remove_file"), { files });
}

/** Put a picture behind a side, or take it away. */
export function setBackground(file, onSide = side.value) {
  const token = file === null ? null : tokenOfBlob(file, file.name);
  changeCard(t(file === null ? "do.remove_background" : "do.set_background"), { [`background_${onSide}`]: token });
}

/** Let a person choose a file of their machine. @returns {Promise<File | null>} */
export function chooseFile(accept) {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept });
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

/** Say whether a file is a font, by what it is called: browsers do not tell. */
export function isFont(file) {
  return file.type.startsWith("font/") || /\.(ttf|otf|woff2?|ttc)$/i.test(file.name);
}

function roleOf(name) {
  return name.replace(/\.[^.]+$/, "").replace(/[^\p{L}\p{N} ._-]/gu, " ").trim().slice(0, 64) || "file";
}

async function sizeOfPicture(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode().catch(() => undefined);
  return { width: image.naturalWidth || 300, height: image.naturalHeight || 200 };
}
