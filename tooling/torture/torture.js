// pnpm verify torture [CAMPAIGN…] [--attempts N] [--seed S] [--short]: attacks what stands, campaign by campaign, and prints
// a table of what became of it. Fails when something was lost, wrong or hung. `pnpm verify kill` is one campaign alone.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Tally } from './src/tally.js';

const MOST_SHOWN = 20;

const known = readdirSync(`${import.meta.dirname}/campaigns`).map((file) => file.replace('.js', ''));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { attempts: { type: 'string' }, seed: { type: 'string' }, short: { type: 'boolean', default: false } },
});
const { short } = values;
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) refuse(`"${unknown}" is no campaign. Pass some of ${known.join(', ')}.`);
const asked = values.attempts === undefined ? undefined : wholeNumber('attempts', values.attempts);
const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));

console.info('| campaign | attempts | faults injected | lost | wrong | hung | seconds | again |');
console.info('| --- | --: | --: | --: | --: | --: | --: | --- |');
/** @type {string[]} */
const said = [];
for (const name of positionals.length > 0 ? positionals : known) {
  /** @type {import('./src/tally.js').Campaign} */
  const campaign = await import(`./campaigns/${name}.js`);
  const attempts = asked ?? campaign.attempts[short ? 'short' : 'full'];
  const tally = new Tally();
  const begin = performance.now();
  await campaign.run({ attempts, seed, short, tally });
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  const counts = [tally.attempts, tally.faults, tally.count('lost'), tally.count('wrong'), tally.count('hung')];
  const again = `pnpm verify ${name} --attempts ${attempts} --seed ${seed}${short ? ' --short' : ''}`;
  console.info(`| ${[name, ...counts, seconds, `\`${again}\``].join(' | ')} |`);
  if (tally.skipped !== undefined) said.push(`${name} is skipped: ${tally.skipped}`);
  else said.push(`${name}: ${campaign.says}`, ...tally.remarks.map((remark) => `- ${remark}`));
  for (const harm of tally.harms.slice(0, MOST_SHOWN)) console.error(harm);
  if (tally.harms.length > MOST_SHOWN) console.error(`… and ${tally.harms.length - MOST_SHOWN} more`);
  // A campaign that did nothing has shown nothing.
  const isDone = tally.skipped !== undefined || (tally.attempts > 0 && tally.faults > 0);
  if (tally.harms.length > 0 || !isDone) process.exitCode = 1;
}
console.info(`\n${said.join('\n')}`);

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
