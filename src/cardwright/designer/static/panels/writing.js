/** The words of a text, to be changed beside it on the stage. */

import { useEffect, useRef } from "preact/hooks";

import { around, change } from "../commands.js";
import { announce } from "../lib/announce.js";
import { html } from "../lib/html.js";
import { Button } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { calledBy } from "../model/kinds.js";
import { focusObject } from "../stage/stage.js";
import { shown, view, writing } from "../store.js";
import { Words } from "./property_editors.js";

/** What a line of the ruler takes of the stage, and what this editor needs at least, in pixels. */
const RULER_PX = 22;
const ROOM_PX = 230;

export function Writing() {
  const key = writing.value;
  const value = key && shown.value.entries.get(key);
  return value ? html`<${Open} key=${key} id=${key} value=${value} />` : null;
}

function Open({ id, value }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.querySelector("textarea")?.select(), []);
  const { scale, x, y } = view.value;
  const { left, top, bottom } = around([id], shown.value);
  const height = document.getElementById("stage")?.clientHeight ?? 0;
  const below = bottom * scale + y + RULER_PX + 8;
  const isAbove = below + ROOM_PX > height && top * scale + y > height / 2;
  const style = {
    left: `clamp(0.5rem, ${left * scale + x + RULER_PX}px, max(0.5rem, 100% - 20.5rem))`,
    top: isAbove ? "auto" : `clamp(0px, ${below}px, 100% - ${ROOM_PX}px)`,
    bottom: isAbove ? `${height - top * scale - y + 8}px` : "auto",
  };
  const close = () => {
    writing.value = null;
    focusObject(id);
    announce(t("writing.closed"));
  };
  const byKeys = (event) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    close();
  };
  return html`<div class="writing" role="dialog" aria-label=${t("writing.title", { name: calledBy(value) ?? t("tool.text") })} dir=${document.documentElement.dir} style=${style} ref=${box} onKeyDown=${byKeys}>
    <${Words} label=${t("writing.words")} value=${value.text ?? ""} isLong onChange=${(text) => change(t("property.text"), [id], () => ({ text }), `text ${id}`)} />
    <${Button} icon="check" onClick=${close}>${t("writing.done")}<//></div>`;
}
