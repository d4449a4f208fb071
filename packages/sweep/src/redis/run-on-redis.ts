import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { SweepSettings } from '../sweep-options.js';
import type { SweepTable } from '../table/table.js';
import { keysOf } from './keys.js';
import { TrialQueue } from './queue.js';
import { RedisLedger } from './redis-ledger.js';
import { shareDescription } from './shared-description.js';

/** Milliseconds between two looks at what workers have done. */
const EVERY_MS = 200;

/** Looks after which trials that have no job get one again: a job may be gone where a trial is not over. */
const ENSURE_EVERY = 50;

/**
 * Has workers run the trials of a sweep, and follows them until all have ended.
 *
 * @param table filled with what happens
 * @param isEnding asked at each look: whether to follow no longer. Workers go on with what was planned.
 * @throws Error if Redis holds another sweep of this name, or if a worker has given up
 */
export async function runOnRedis(
  client: Redis,
  settings: SweepSettings & { redis: { name: string } },
  table: SweepTable,
  { isEnding, onEvents, warn }: { isEnding: () => boolean; onEvents: () => void; warn: (reason: string) => void },
): Promise<void> {
  const { name } = settings.redis;
  const keys = keysOf(name);
  await shareDescription(client, name, settings);
  await client.del(keys.finished, keys.faults);
  const ledger = new RedisLedger(client, name, settings.rule, settings.direction, warn);
  const queue = await TrialQueue.open('sweep', client, name);
  let seen = 0;
  let isPlanned = false;
  const follow = async () => {
    for (;;) {
      const events = await ledger.events(seen);
      if (events.length === 0) return;
      for (const event of events) table.apply(event);
      seen += events.length;
      onEvents();
    }
  };
  const open = () => table.records.filter(({ hasEnded }) => !hasEnded);
  try {
    await follow();
    for (let look = 0; !isEnding(); look++) {
      if (look % ENSURE_EVERY === 0) for (const record of open()) await queue.ensure(record);
      while (!isPlanned && (!settings.plan.isAdaptive || open().length < settings.concurrency)) {
        isPlanned = !(await planNext(settings, table, ledger, queue));
        await follow();
      }
      if (isPlanned && open().length === 0) {
        await client.set(keys.finished, '1');
        return;
      }
      const fault = await client.lpop(keys.faults);
      if (fault !== null) throw new Error(fault);
      await sleep(EVERY_MS);
      await follow();
    }
  } finally {
    await queue.close();
  }
}

/** @returns whether there was another one */
async function planNext({ plan }: SweepSettings, table: SweepTable, ledger: RedisLedger, queue: TrialQueue) {
  const trial = table.records.length + 1;
  const params = trial > plan.size ? undefined : await plan.choose(trial, table.results);
  if (params === undefined) return false;
  await ledger.plan(trial, params);
  await queue.ensure({ trial, params });
  return true;
}
