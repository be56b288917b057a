/** From what the API says of a card template to the design that is edited, and back. */

import { tokenOfUrl } from "./assets.js";
import { askJson, ask } from "./lib/api.js";
import { start } from "./lib/start.js";
import { opened } from "./model/documents.js";

export const PATH = `/api/3/card_templates/${start.id}`;
/** What of the card the API is sent as it is. */
export const CARD_FIELDS = ["name", "double_sided", "orientation_front", "orientation_back"];

/** Return the card template as it is stored now, with its ETag and the text of its objects. */
export async function readTemplate() {
  return told(await ask("GET", PATH));
}

/** Return what an answer says of the card template: its ETag, all of it, and its objects as text. */
export async function told(response) {
  const text = await response.text();
  const view = JSON.parse(text);
  return { etag: response.headers.get("ETag") ?? "", view, text: objectsText(text, view) };
}

/** Return the design that shows what the server has. */
export function designOf(view, text) {
  return opened(text, cardOf(view));
}

/** Return the card part of the design: all but the objects. */
export function cardOf(view) {
  const files = {};
  for (const file of view.linked_files) {
    files[file.uuid] = { role: file.file_role, type: file.content_type, token: tokenOfUrl(file.url, file.content_type, file.file_role) };
  }
  return {
    ...Object.fromEntries(CARD_FIELDS.map((name) => [name, view[name]])),
    background_front: tokenOfUrl(view.background_image_front_url),
    background_back: tokenOfUrl(view.background_image_back_url),
    files,
  };
}

/** Say whether two card parts of a design are the same to those who see the card. */
export function isSameCard(a, b) {
  const uuids = Object.keys(a.files);
  return [...CARD_FIELDS, "background_front", "background_back"].every((name) => a[name] === b[name])
    && uuids.length === Object.keys(b.files).length
    && uuids.every((uuid) => a.files[uuid].token === b.files[uuid]?.token && a.files[uuid].role === b.files[uuid].role);
}

/** Return the ETag of the template, if it is still what `expected` says; null if it is another. */
export async function readIfUnchanged(expectedText, expectedCard) {
  const { etag, view, text } = await readTemplate();
  const isSame = text === expectedText && CARD_FIELDS.every((name) => view[name] === expectedCard[name]);
  return isSame ? { etag, view } : null;
}

/** Add a card template with a design, files and all; `stored` is text that stays as it is. Returns its id. */
export async function createCopy(design, stored, backgrounds, files) {
  const { body } = await askJson("POST", "/designer/copies", { body: `${JSON.stringify(design).slice(0, -1)},"stored":${stored}}` });
  const path = `/api/3/card_templates/${body.id}`;
  for (const { uuid, role, blob } of files) {
    await ask("PUT", `${path}/files/${uuid}?file_role=${encodeURIComponent(role)}`, { body: blob });
  }
  for (const { side, blob } of backgrounds) await ask("PUT", `${path}/background_image/${side}`, { body: blob });
  return body.id;
}

/** The text of the array, cut out of the answer: parsed and written again, it would be another. */
function objectsText(text, view) {
  const key = '"template_objects":';
  const begin = text.indexOf(key + "[") + key.length;
  const plain = JSON.stringify(view.template_objects);
  for (let end = text.indexOf('],"owner_id"', begin); end !== -1; end = text.indexOf('],"owner_id"', end + 1)) {
    const found = text.slice(begin, end + 1);
    try {
      if (JSON.stringify(JSON.parse(found)) === plain) return found;
    } catch {
      // It ended within a text that looks like the end.
    }
  }
  return plain;
}
