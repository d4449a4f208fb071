// pnpm verify sweep [--trials N] [--kills N] [--workers N] [--seed S]: sweeps over the digits with a real Redis, whose
// workers are killed at random. Fails when a result is lost, doubled or another than that of the sweep in one process.
import { parseArgs } from 'node:util';
import { randomNumbers } from '@cb-tooling/backend/random';
import { whyNoRedis } from '@cb-tooling/redis';
import { campaign } from './src/campaign.js';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '60' },
    kills: { type: 'string', default: '200' },
    workers: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const { trials, kills, workers, seed } = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, wholeNumber(name, text)]),
);
const reason = whyNoRedis();
if (reason) refuse(reason);

console.info(`sweep: ${trials} trials, ${workers} workers, ${kills} kills; again with --seed ${seed}`);
const begin = performance.now();
const random = randomNumbers(Number(seed));
const outcome = await campaign({ trials: Number(trials), kills: Number(kills), workers: Number(workers), random });
const { sweeps, attempts, freezes, terminations, restarts, faults } = outcome;
console.info(
  `sweep: ${sweeps} sweeps, ${attempts} attempts; ${outcome.kills} kills, ${freezes} workers frozen and back, ` +
    `${terminations} SIGTERM, ${restarts} restarts of Redis; ${faults.length} faults; ` +
    `${Math.round((performance.now() - begin) / 1000)} s`,
);
for (const fault of faults) console.error(fault);
if (faults.length > 0 || sweeps === 0) process.exitCode = 1;

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
  console.error(`sweep: ${fault}`);
  process.exit(2);
}
