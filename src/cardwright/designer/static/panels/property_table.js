/** Every key of every type of the layout profile: how it is edited, and what it is without a value. */

import { SYMBOLOGIES } from "../model/kinds.js";

/**
 * @typedef {{key: string, as: string, absent?: any, options?: any[], unit?: string, step?: number, min?: number, max?: number,
 *   optional?: boolean, fallback?: string, short?: string, percent?: boolean}} Property
 */

const STROKE = { key: "stroke_mm", as: "number", absent: 0.3, unit: "mm", step: 0.1, min: 0, max: 50 };
const FILLED = [
  { key: "fill", as: "colour", absent: null, optional: true, fallback: "#0a5a8a" },
  { key: "stroke", as: "colour", absent: null, optional: true, fallback: "#000000" },
  STROKE,
];
const RADIUS = { key: "radius_mm", as: "number", absent: 0, unit: "mm", step: 0.5, min: 0, max: 100 };

/** @type {Record<string, {title: string, properties: Property[]}[]>} */
export const GROUPS = {
  text: [
    { title: "words", properties: [{ key: "text", as: "words" }] },
    {
      title: "type",
      properties: [
        { key: "font", as: "font", absent: "Noto Sans" },
        { key: "size_pt", as: "number", absent: 10, unit: "pt", step: 0.5, min: 0.5, max: 2000 },
        { key: "weight", as: "select", absent: 400, options: [400, 700] },
        { key: "color", as: "colour", absent: "#000000" },
        { key: "align", as: "select", absent: "start", options: ["start", "left", "center", "right"] },
        { key: "valign", as: "select", absent: "top", options: ["top", "middle", "bottom"] },
        { key: "case", as: "select", absent: "none", options: ["none", "upper", "lower"] },
      ],
    },
    {
      title: "fitting",
      properties: [
        { key: "fit", as: "select", absent: "shrink", options: ["shrink", "wrap", "wrap_shrink", "clip"] },
        { key: "min_size_pt", as: "number", absent: 6, unit: "pt", step: 0.5, min: 0.5, max: 2000 },
        { key: "max_lines", as: "number", absent: null, step: 1, min: 1, max: 1000, optional: true },
        { key: "line_height", as: "number", absent: 1.2, step: 0.05, min: 0.1, max: 100 },
        { key: "letter_spacing_pt", as: "number", absent: 0, unit: "pt", step: 0.1, min: -1000, max: 1000 },
        { key: "direction", as: "select", absent: "auto", options: ["auto", "ltr", "rtl"] },
      ],
    },
  ],
  image: [
    {
      title: "picture",
      properties: [
        { key: "source", as: "source" },
        { key: "fit", as: "select", absent: "cover", options: ["cover", "contain", "stretch"] },
        { key: "focus", as: "focus", absent: [0.5, 0.5] },
        RADIUS,
      ],
    },
  ],
  rect: [{ title: "look", properties: [...FILLED, RADIUS] }],
  ellipse: [{ title: "look", properties: FILLED }],
  line: [{ title: "look", properties: [{ key: "stroke", as: "colour", absent: "#000000" }, STROKE, { key: "flip", as: "check", absent: false }] }],
  barcode: [
    {
      title: "code",
      properties: [
        { key: "symbology", as: "select", options: SYMBOLOGIES },
        { key: "value", as: "words" },
        { key: "ec_level", as: "level", absent: null },
        { key: "color", as: "colour", absent: "#000000" },
        { key: "background", as: "colour", absent: null, optional: true, fallback: "#ffffff" },
        { key: "quiet_zone", as: "check", absent: true },
        { key: "show_text", as: "check", absent: false },
      ],
    },
  ],
};

/** The levels of error correction that a symbology has; others have none. */
export const LEVELS = {
  qr: ["L", "M", "Q", "H"],
  pdf417: ["0", "1", "2", "3", "4", "5", "6", "7", "8"],
  aztec: ["10%", "23%", "36%", "50%"],
};
