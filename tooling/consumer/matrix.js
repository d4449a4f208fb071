// @ts-check
// pnpm verify matrix [--only SECTION]… [--out FILE]: where the packages run, cell by cell, as Markdown.
import { readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from './src/registry.js';

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {string} text a table
 * @property {readonly string[]} failures what went against expectations
 */

const known = readdirSync(new URL('matrix/', import.meta.url)).map((file) => file.replace('.js', ''));
const { only = known, out } = parseArgs({
  options: { only: { type: 'string', multiple: true }, out: { type: 'string' } },
}).values;
const unknown = only.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`matrix: "${unknown}" is no section. Pass --only with one of ${known.join(', ')}.`);
  process.exit(2);
}

const registry = await new Registry().start();
let report = '';
let failed = 0;
try {
  for (const name of only) {
    const start = Date.now();
    const { title, text, failures } = /** @type {Section} */ (
      await (await import(`./matrix/${name}.js`)).default(registry)
    );
    const seconds = Math.round((Date.now() - start) / 1000);
    const section = [`## ${title}`, text, ...failures.map((failure) => `FAILED ${failure}`), `${seconds} s`];
    report += `${section.join('\n\n')}\n\n`;
    console.info(`${section.join('\n\n')}\n`);
    failed += failures.length;
  }
} finally {
  registry.stop();
}
// Below the folder in which pnpm was started, not this one.
if (out !== undefined) writeFileSync(resolve(process.env.INIT_CWD ?? '.', out), report);
console.info(failed === 0 ? 'matrix: every cell is as expected.' : `matrix: ${failed} failures.`);
process.exitCode = failed === 0 ? 0 : 1;
