// Answers each line of standard input, a JSON object whose `what` names a function, with one line.
'use strict';
const { createInterface } = require('node:readline');

exports.options = JSON.parse(process.argv[2]);

exports.answer = (functions) => {
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const { what, ...parameters } = JSON.parse(line);
    let told;
    try {
      told = { value: (await functions[what](parameters)) ?? null };
    } catch (error) {
      told = { error: error.message };
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  });
};
