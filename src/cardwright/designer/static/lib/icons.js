/** The icons, which the page itself holds. */

import { html } from "./html.js";

/** An icon, which says nothing to a screen reader: its button does. */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`#icon-${name}`} /></svg>`;
}
