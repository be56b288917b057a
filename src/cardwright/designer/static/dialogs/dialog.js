/** The frame of every dialog: modal, closed with Escape, and the focus goes back where it was. */

import { useEffect, useRef } from "preact/hooks";

import { html } from "../lib/html.js";
import { IconButton } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { dialog } from "../store.js";

/** @param {{name: string, title: string, children?: any, wide?: boolean, mustChoose?: boolean}} given */
export function Dialog({ name, title, children, wide = false, mustChoose = false }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  const close = () => {
    dialog.value = null;
  };
  // A browser may close it all the same, when Escape is pressed again: then it is shown again.
  const cancel = (event) => {
    event.preventDefault();
    if (!mustChoose) close();
  };
  return html`<dialog ref=${element} id=${`dialog-${name}`} aria-labelledby=${`${name}-title`} class=${wide ? "wide" : ""} onCancel=${cancel} onClose=${() => (mustChoose ? element.current?.showModal() : close())}>
    <header><h2 id=${`${name}-title`}>${title}</h2>${!mustChoose && html`<${IconButton} icon="close" label=${t("dialog.close")} onClick=${close} />`}</header>
    ${children}
  </dialog>`;
}
