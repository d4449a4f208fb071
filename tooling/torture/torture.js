// pnpm verify torture [CAMPAIGN…] [--attempts N] [--seed S] [--short] [--every SECONDS]: attacks what stands, campaign by
// campaign, and prints a table of what became of it; meanwhile, on stderr, how far it is and what was found. Fails when
// something was lost, wrong or hung. `pnpm verify kill` is one campaign alone. Ctrl-C ends it, with what was done so far.
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { Table } from './src/table.js';
import { Tally } from './src/tally.js';
import { Teller } from './src/teller.js';

const known = readdirSync(`${import.meta.dirname}/campaigns`).map((file) => file.replace('.js', ''));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    attempts: { type: 'string' },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
    every: { type: 'string', default: '30' },
  },
});
const { short } = values;
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) refuse(`"${unknown}" is no campaign. Pass some of ${known.join(', ')}.`);
const asked = values.attempts === undefined ? undefined : wholeNumber('attempts', values.attempts);
const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));
const everyS = wholeNumber('every', values.every);

const table = new Table();
/** Prints what is known of the campaign that is run. @type {(signal?: NodeJS.Signals) => void} */
let conclude = nothing;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    conclude(signal);
    table.end();
    process.exit(128 + constants.signals[signal]);
  });
}

for (const name of positionals.length > 0 ? positionals : known) {
  /** @type {import('./src/tally.js').Campaign} */
  const { says, run, attempts: usual } = await import(`./campaigns/${name}.js`);
  const attempts = asked ?? usual[short ? 'short' : 'full'];
  const again = `pnpm verify ${name} --attempts ${attempts} --seed ${seed}${short ? ' --short' : ''}`;
  const tally = new Tally();
  const teller = new Teller(name, tally, { everyS });
  conclude = (signal) => {
    teller.end();
    table.add({ name, says, again, seconds: teller.seconds, tally, signal });
  };
  await run({ attempts, seed, short, tally });
  conclude();
  conclude = nothing;
  // A campaign that did nothing has shown nothing.
  const isDone = tally.skipped !== undefined || (tally.attempts > 0 && tally.faults > 0);
  if (tally.harms > 0 || !isDone) process.exitCode = 1;
}
table.end();

function nothing() {}

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
  console.error(`torture: ${fault}`);
  process.exit(2);
}
