// node measure.js: what a trial costs beside a bare process, how many decisions a second Redis makes, how a sweep speeds up
// with workers, and how long a report waits when up to 1,000 workers report once a second.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sweep } from '@cb/sweep';
import { RedisServer } from '@cb-tooling/redis';
import { Redis } from 'ioredis';
import { RedisLedger } from '../../packages/sweep/dist/redis/redis-ledger.js';
import { Workers } from './src/workers.js';

const BARE = fileURLToPath(new URL('src/bare-trial.js', import.meta.url));
const ASHA = /** @type {const} */ ({ type: 'asha', minEpochs: 1, reductionFactor: 4 });
const ROUNDS = 5;
const TRIALS = 10;

const scratch = mkdtempSync(join(tmpdir(), 'cb-measure-'));
const redis = await RedisServer.start('--appendonly', 'yes');
try {
  await overhead();
  await decisions();
  await speedUp();
  await reportsOfMany();
} finally {
  await redis.stop();
  rmSync(scratch, { recursive: true });
}

/** A sweep of trials that report four epochs, and as many bare processes with the same file, in turn. */
async function overhead() {
  /** @type {number[]} */
  const swept = [];
  /** @type {number[]} */
  const bare = [];
  for (let round = 0; round < ROUNDS; round++) {
    swept.push(await msOf(() => runSweep(`overhead-${round}`, { pause: [0] }, 1), TRIALS));
    bare.push(
      await msOf(async () => {
        for (let each = 0; each < TRIALS; each++) await once(fork(BARE, { stdio: 'ignore' }), 'exit');
      }, TRIALS),
    );
  }
  const ratio = median(swept.map((ms, round) => ms / Number(bare[round])));
  console.info(
    `a trial: ${Math.round(median(swept))} ms; a bare process: ${Math.round(median(bare))} ms; ratio ${ratio.toFixed(2)}`,
  );
}

/** Reports that Redis decides on: one after the other, and 64 at once. */
async function decisions() {
  const client = new Redis(redis.url);
  const ledger = new RedisLedger(client, 'decisions', ASHA, 'min');
  await begin(ledger, 1000);
  const one = 2000;
  const alone = await msOf(async () => {
    for (let each = 0; each < one; each++) await report(ledger, each);
  }, one);
  let next = one;
  const many = 20_000;
  const together = await msOf(async () => {
    const loop = async () => {
      while (next < one + many) await report(ledger, next++);
    };
    await Promise.all(Array.from({ length: 64 }, loop));
  }, many);
  console.info(
    `decisions a second: ${Math.round(1000 / alone)} one after the other, ${Math.round(1000 / together)} with 64 at once`,
  );
  client.disconnect();
}

/** Trials that take a second each, on one worker and on two. */
async function speedUp() {
  const seconds = [];
  for (const count of [1, 2]) {
    const name = `workers-${count}`;
    const directory = join(scratch, name);
    const workers = new Workers(count, [BARE, '--redis', redis.url, '--name', name, '--directory', directory]);
    const options = { directory, redis: redis.url, name };
    const result = await sweep({
      trial: BARE,
      space: { pause: [250], number: numbers(16) },
      search: 'grid',
      metric: 'loss',
      ...options,
    });
    const times = (await eventTimes(name)).sort((a, b) => a - b);
    seconds.push((Number(times.at(-1)) - Number(times[0])) / 1000);
    await workers.stop();
    if (result.trials.length !== 16) throw new Error('trials are missing');
  }
  const [one = 0, two = 0] = seconds;
  console.info(
    `16 trials of 1 s: ${one.toFixed(1)} s on one worker, ${two.toFixed(1)} s on two: ${(one / two).toFixed(2)} times as fast`,
  );
}

/** Simulated workers, each of which reports once a second for ten seconds. */
async function reportsOfMany() {
  for (const count of [1, 10, 100, 1000]) {
    const clients = numbers(Math.min(count, 50)).map(() => new Redis(redis.url));
    const ledgers = clients.map((client) => new RedisLedger(client, `many-${count}`, ASHA, 'min'));
    await begin(/** @type {RedisLedger} */ (ledgers[0]), count);
    /** @type {number[]} */
    const waits = [];
    await Promise.all(
      numbers(count).map(async (trial) => {
        const ledger = /** @type {RedisLedger} */ (ledgers[trial % ledgers.length]);
        await sleep((1000 * trial) / count);
        for (let step = 1; step <= 10; step++) {
          const asked = performance.now();
          await ledger.report(trial + 1, 1, { step, value: (trial * 7919) % 1000, metrics: { loss: 1 } });
          const waited = performance.now() - asked;
          waits.push(waited);
          await sleep(Math.max(0, 1000 - waited));
        }
      }),
    );
    waits.sort((a, b) => a - b);
    const [half, most] = [0.5, 0.99].map((part) => Number(waits[Math.floor(part * waits.length)]).toFixed(1));
    console.info(`${count} workers: a report waits ${half} ms, ${most} ms at the 99th percentile`);
    for (const client of clients) client.disconnect();
  }
}

/**
 * @param {string} name
 * @param {Record<string, number[]>} space
 * @param {number} concurrency
 */
async function runSweep(name, space, concurrency) {
  const directory = join(scratch, name);
  const all = { ...space, number: numbers(TRIALS) };
  await sweep({ trial: BARE, space: all, search: 'grid', metric: 'loss', directory, concurrency });
}

/** @param {RedisLedger} ledger @param {number} count */
async function begin(ledger, count) {
  for (let trial = 1; trial <= count; trial++) {
    await ledger.plan(trial, {});
    await ledger.begin(trial, 1, '/nowhere');
  }
}

/** @param {RedisLedger} ledger @param {number} index */
function report(ledger, index) {
  const [trial, step] = [(index % 1000) + 1, Math.floor(index / 1000) + 1];
  return ledger.report(trial, 1, { step, value: (index * 7919) % 1009, metrics: { loss: 1, val_loss: 1, acc: 1 } });
}

/** When trials began and ended. @param {string} name */
async function eventTimes(name) {
  const client = new Redis(redis.url);
  const events = await client.lrange(`{cb-sweep}:${name}:table:events`, 0, -1);
  client.disconnect();
  return events.flatMap((text) => JSON.parse(text).at ?? []);
}

/** Milliseconds for each of so many. @param {() => Promise<void>} action @param {number} count */
async function msOf(action, count) {
  const begun = performance.now();
  await action();
  return (performance.now() - begun) / count;
}

/** @param {number[]} values */
function median(values) {
  return Number([...values].sort((a, b) => a - b)[values.length >> 1]);
}

/** @param {number} count */
function numbers(count) {
  return Array.from({ length: count }, (_, index) => index);
}
