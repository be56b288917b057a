/** Help: how the designer is used, and all shortcuts, as the page has them ready. */

import { html } from "../lib/html.js";
import { Dialog } from "./dialog.js";

export function Help() {
  const { dataset, innerHTML } = /** @type {HTMLElement} */ (document.getElementById("help"));
  return html`<${Dialog} name="help" title=${dataset.title ?? ""} wide>
    <div class="help-columns" dangerouslySetInnerHTML=${{ __html: innerHTML }}></div>
  <//>`;
}
