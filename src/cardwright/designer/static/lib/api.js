/** Requests to the service, with the session of the page, and what their refusals mean. */

import { start } from "./start.js";

let csrfToken = start.csrf_token;

/** An answer that is no success, or none at all (status 0). */
export class Refusal extends Error {
  constructor(status, body) {
    const errors = body?.errors ?? {};
    const told = Object.entries(errors).map(([name, messages]) => `${name} ${messages.join(", ")}`);
    super(told.join("; ") || body?.error_description || "");
    this.status = status;
    this.errors = errors;
  }
}

/** Return the answer to a request. Throws Refusal. */
export async function ask(method, path, { json = undefined, body = undefined, etag = "", signal = undefined } = {}) {
  const headers = { "X-CSRF-Token": csrfToken };
  if (etag) headers["If-Match"] = etag;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method, headers, signal, body: json === undefined ? body : JSON.stringify(json), redirect: "error",
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Refusal(0, {});
  }
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})));
  return response;
}

/** Return the answer as JSON, with its ETag. */
export async function askJson(method, path, options) {
  const response = await ask(method, path, options);
  return { etag: response.headers.get("ETag") ?? "", body: await response.json() };
}

/** Send bytes and tell how many of them are gone; `fetch` cannot. Throws Refusal. */
export function upload(path, blob, { etag = "", onProgress = (/** @type {number} */ _) => {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    request.setRequestHeader("X-CSRF-Token", csrfToken);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (etag) request.setRequestHeader("If-Match", etag);
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Refusal(0, {}));
    request.onload = () => {
      if (request.status < 300) resolve(undefined);
      else reject(new Refusal(request.status, parsed(request.responseText)));
    };
    request.send(blob);
  });
}

/** Take over the session that began in another tab. Returns whether there is one. */
export async function renewSession() {
  const response = await fetch(location.pathname, { redirect: "follow", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.getElementById("start");
  if (found === null) return false;
  csrfToken = JSON.parse(found.textContent ?? "{}").csrf_token;
  return true;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
