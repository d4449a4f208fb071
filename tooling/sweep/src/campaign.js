import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sweep } from '@cb/sweep';
import { RedisServer } from '@cb-tooling/redis';
import { Redis } from 'ioredis';
import { writeDigits } from './digits-file.js';
import { differences, doubleWriters, eventFaults } from './judge.js';
import { Workers } from './workers.js';

const TRIAL = fileURLToPath(new URL('digits-trial.js', import.meta.url));

/** Seconds of silence after which a worker is taken for lost. */
const LOCK = 2;

/**
 * @typedef {object} Order
 * @property {number} trials of each sweep
 * @property {number} kills how many to do, over as many sweeps as that takes
 * @property {number} workers
 * @property {() => number} random
 *
 * @typedef {object} Outcome
 * @property {number} sweeps
 * @property {number} kills
 * @property {number} freezes workers that were stopped until they were taken for lost, and went on
 * @property {number} terminations
 * @property {number} restarts of Redis
 * @property {number} attempts how often trials were begun
 * @property {string[]} faults
 */

/**
 * Runs sweeps over the digits while workers, and Redis itself, are killed at random, and compares what comes of them with
 * the same sweep in one process.
 *
 * @param {Order} order
 * @returns {Promise<Outcome>}
 */
export async function campaign({ trials, kills, workers: count, random }) {
  const scratch = mkdtempSync(join(tmpdir(), 'cb-sweep-'));
  // Otherwise one that is killed may lose what it had to write while its disk was slow.
  const redis = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  /** @type {Outcome} */
  const outcome = { sweeps: 0, kills: 0, freezes: 0, terminations: 0, restarts: 0, attempts: 0, faults: [] };
  try {
    process.env.CB_SWEEP_DIGITS = join(scratch, 'digits');
    await writeDigits(process.env.CB_SWEEP_DIGITS);
    const options = {
      trial: TRIAL,
      space: { units: [4, 8, 16], rate: { min: 1e-4, max: 3e-2, scale: /** @type {const} */ ('log') } },
      metric: 'val_loss',
      trials,
      seed: 7,
    };
    const alone = await sweep({ ...options, directory: join(scratch, 'alone'), concurrency: 2 });
    while (outcome.kills < kills) {
      const name = `sweep-${++outcome.sweeps}`;
      const directory = join(scratch, name);
      const place = ['--redis', redis.url, '--name', name, '--directory', directory];
      const workers = new Workers(count, [TRIAL, ...place, '--lock', String(LOCK), '--grace', '10']);
      const isOver = new AbortController();
      const harm = harmAll(workers, redis, { kills, random }, outcome, isOver.signal);
      try {
        const found = await sweep({ ...options, directory, redis: redis.url, name });
        outcome.faults.push(...differences(alone.trials, found.trials), ...doubleWriters(found.trials));
        if (found.best.trial !== alone.best.trial) outcome.faults.push(`wrong: the best trial is ${found.best.trial}`);
        outcome.attempts += found.trials.reduce((sum, { attempts }) => sum + attempts, 0);
        outcome.faults.push(...eventFaults(await eventsOf(redis.url, name)));
      } catch (error) {
        throw new Error(`${/** @type {Error} */ (error).message}\nThe workers said:\n${workers.said}`, {
          cause: error,
        });
      } finally {
        isOver.abort();
        await harm;
        await workers.stop();
      }
      rmSync(directory, { recursive: true });
      console.info(`sweep: ${name} is over, ${outcome.kills} kills so far, ${outcome.faults.length} faults`);
    }
    return outcome;
  } finally {
    await redis.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Does harm until there are as many kills as are asked for: where a worker takes longer to start than it lives on average,
 * a sweep would never end.
 *
 * @param {Workers} workers
 * @param {RedisServer} redis
 * @param {Pick<Order, 'kills' | 'random'>} order
 * @param {Outcome} outcome
 * @param {AbortSignal} signal
 */
async function harmAll(workers, redis, { kills, random }, outcome, signal) {
  while (!signal.aborted && outcome.kills < kills) {
    await new Promise((resolve) => setTimeout(resolve, 600 + random() * 1800));
    if (signal.aborted) return;
    const kind = random();
    if (kind < 0.8) {
      workers.kill(random);
      outcome.kills++;
    } else if (kind < 0.88) {
      outcome.freezes++;
      await workers.freeze(random, 2.5 * LOCK * 1000);
    } else if (kind < 0.96) {
      workers.terminate(random);
      outcome.terminations++;
    } else {
      outcome.restarts++;
      await redis.kill();
      await redis.start();
    }
  }
}

/**
 * @param {string} url
 * @param {string} name
 */
async function eventsOf(url, name) {
  const client = new Redis(url);
  try {
    const texts = await client.lrange(`{cb-sweep}:${name}:table:events`, 0, -1);
    return texts.map((text) => JSON.parse(text));
  } finally {
    client.disconnect();
  }
}
