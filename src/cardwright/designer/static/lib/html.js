/** `html` makes elements from templates: HTML that needs no build step. */

import htm from "htm";
import { h } from "preact";

export const html = htm.bind(h);
