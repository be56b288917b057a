/** The icons: strokes on a grid of 24 by 24. */

import { html } from "./html.js";

const PATHS = {
  text: "M5 7V5h14v2M12 5v14M9 19h6",
  photo: "M4 20c0-4 3.6-6 8-6s8 2 8 6M8 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  rect: "M4 6h16v12H4z",
  ellipse: "M3 12a9 6.5 0 1 0 18 0a9 6.5 0 1 0-18 0",
  line: "M5 19L19 5",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2",
  barcode: "M4 6v12M7 6v12M10 6v12M11 6v12M14 6v12M17 6v12M18 6v12M20 6v12",
  undo: "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4",
  redo: "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h4",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  left: "M4 4v16M8 7h11v3H8zM8 14h7v3H8z",
  centre: "M12 3v18M6 6h12v4H6zM8 14h8v4H8z",
  right: "M20 4v16M5 7h11v3H5zM9 14h7v3H9z",
  top: "M4 4h16M7 8h3v11H7zM14 8h3v7h-3z",
  middle: "M3 12h18M6 6h4v12H6zM14 8h4v8h-4z",
  bottom: "M4 20h16M7 5h3v11H7zM14 9h3v7h-3z",
  distribute_x: "M4 4v16M20 4v16M10 7h4v10h-4z",
  distribute_y: "M4 4h16M4 20h16M7 10h10v4H7z",
  group: "M5 5h8v8H5zM11 11h8v8h-8zM3 3h.01M21 3h.01M3 21h.01M21 21h.01",
  ungroup: "M4 4h7v7H4zM14 14h6v6h-6zM15 9l5-5M16 4h4v4",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  eye: "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  eye_off: "M3 3l18 18M6 7c-1.600 1.200-2.800 2.900-4 5c3 5 6 7 10 7c1.500 0 2.900-.3 4.200-1M10 5.200c.6-.1 1.300-.2 2-.2c4 0 7 2 10 7c-.7 1.200-1.400 2.200-2.200 3.100",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
  unlock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 7.500-2",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  help: "M9 9a3 3 0 1 1 4 2.800c-.7.3-1 .8-1 1.700M12 17h.01M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0",
  proof: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 3v18M15 5.500v13M18 8v8",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  upload: "M12 16V5M7 9l5-5 5 5M4 20h16",
  check: "M5 13l4 4L19 7",
  warning: "M12 4L2.500 20h19zM12 10v4M12 17h.01",
  error: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v6M12 16h.01",
  back: "M15 5l-7 7 7 7",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  close: "M6 6l12 12M18 6L6 18",
};

/** An icon, which says nothing to a screen reader: its button does. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${PATHS[name] ?? PATHS.more} /></svg>`;
}
