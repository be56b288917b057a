/**
 * Backgrounds and linked files: bytes that the design names by tokens.
 *
 * The card part of the design holds a token for each file, so adding, replacing and removing one
 * is undone like any other edit. Here is what a token stands for: bytes of this page, a URL, or both.
 */

import { signal } from "@preact/signals";

import { ask } from "./lib/api.js";

/** @typedef {{url: string, blob: Blob | null, type: string, name: string}} Asset */

/** @type {Map<string, Asset>} */
const assets = new Map();
/** Counts uploads, after each of which the server draws some objects otherwise. */
export const filesGeneration = signal(0);

let made = 0;

/** Return the token of a file of the server, which may come at other URLs with other signatures. */
export function tokenOfUrl(url, type = "", name = "") {
  if (url === null) return null;
  const token = url.split("?")[0];
  assets.set(token, { ...(assets.get(token) ?? { blob: null }), url, type, name });
  return token;
}

/** Return a new token for bytes that a person chose. */
export function tokenOfBlob(blob, name = "") {
  made += 1;
  const token = `new-${made}`;
  assets.set(token, { url: URL.createObjectURL(blob), blob, type: blob.type, name });
  return token;
}

/** Return what a token stands for. @returns {Asset | undefined} */
export function assetOf(token) {
  return assets.get(token);
}

/** Return the URL of the image behind a side, or null. */
export function backgroundUrl(card, side) {
  return assets.get(card[`background_${side}`])?.url ?? null;
}

/** Return the bytes of a token, fetched where they are not here: once removed, they are gone there. */
export async function bytesOf(token) {
  const asset = assets.get(token);
  if (!asset) throw new Error("There is no such file");
  if (asset.blob) return asset.blob;
  const response = await fetch(asset.url, { credentials: "omit" }).catch(() => null);
  const blob = response?.ok ? await response.blob() : await (await ask("GET", asset.url)).blob();
  assets.set(token, { ...asset, blob });
  return blob;
}

/** Say that `token` has become what the server has under `url`. */
export function nowAt(token, url, type) {
  const asset = assets.get(token);
  if (asset && url) assets.set(url.split("?")[0], { ...asset, type });
}
