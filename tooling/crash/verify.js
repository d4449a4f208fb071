// pnpm verify crash [PART…] [--kills N] [--seed S] [--short]: breaks trainings off, and looks at the checkpoints that are
// left. PART is kills, power-cuts or faults. Fails when a checkpoint is lost, damaged, or not what was promised.
import { parseArgs } from 'node:util';
import { failCalls } from './src/faults.js';
import { killTrainings } from './src/kills.js';
import { cutPower } from './src/power-cuts.js';

const MOST_SHOWN = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    short: { type: 'boolean', default: false },
  },
});
const { short } = values;
const numbers = { kills: wholeNumber('kills', values.kills), seed: wholeNumber('seed', values.seed) };
const parts = new Map([
  ['kills', () => killTrainings({ ...numbers, short })],
  ['power-cuts', () => cutPower({ short })],
  ['faults', () => failCalls({ short })],
]);
const unknown = positionals.find((name) => !parts.has(name));
if (unknown !== undefined) refuse(`"${unknown}" is no part. Pass some of ${[...parts.keys()].join(', ')}.`);

for (const [name, run] of parts) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { summary, faults } = await run();
  console.info(summary);
  for (const fault of faults.slice(0, MOST_SHOWN)) console.error(fault);
  if (faults.length > MOST_SHOWN) console.error(`… and ${faults.length - MOST_SHOWN} more`);
  if (faults.length > 0) process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {string} text
 */
function wholeNumber(name, text) {
  if (!/^\d{1,9}$/.test(text)) refuse(`--${name} is ${text}. Pass a whole number, 0 or more.`);
  return Number(text);
}

/** @param {string} fault */
function refuse(fault) {
  console.error(`crash: ${fault}`);
  process.exit(2);
}
