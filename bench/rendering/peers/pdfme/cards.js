// Draws cards with pdfme: one JSON line in, with what to draw, and one out, with what it took.

import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { generate } from "@pdfme/generator";
import { barcodes, ellipse, image, line, rectangle, text } from "@pdfme/schemas";

const plugins = {
  image, line, rectangle, ellipse, text,
  qrcode: barcodes.qrcode, code128: barcodes.code128,
};

let template;
let font;

for await (const asked of createInterface({ input: process.stdin })) {
  const { template: given, fonts, inputs, path } = JSON.parse(asked);
  if (given) {
    template = given;
    font = Object.fromEntries(
      Object.entries(fonts).map(([name, data], place) => [
        name,
        { data: Buffer.from(data, "base64"), fallback: place === 0, subset: true },
      ]),
    );
    console.log("{}");
    continue;
  }
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const pdf = await generate({ template, inputs, plugins, options: { font } });
  const { user, system } = process.cpuUsage(startedCpu);
  const seconds = (performance.now() - started) / 1000;
  writeFileSync(path, pdf);
  console.log(JSON.stringify({ seconds, cpu_seconds: (user + system) / 1e6, byte_size: pdf.length }));
}
