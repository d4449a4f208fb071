import { setTimeout as sleep } from 'node:timers/promises';
import { whyNoRedis } from '@cb-tooling/redis';
import { describe, expect, test } from 'vitest';
import { RedisLedger } from '../src/redis/redis-ledger.js';
import type { Rule } from '../src/schedule/scheduler.js';
import { studies } from './optuna.js';
import { connectTo, startRedis, tableOf } from './redis-here.js';

const NONE: Rule = { type: 'none' };

describe.skipIf(whyNoRedis())('in Redis', () => {
  test('each report is decided on as Optuna and the embedded engine do', async () => {
    const client = connectTo(await startRedis());
    for (const [index, { name, rule, direction, told }] of studies.entries()) {
      const ledger = new RedisLedger(client, `study-${index}`, rule, direction);
      const begun = new Set<number>();
      for (const event of told) {
        const { trial } = event;
        if (!begun.has(trial)) {
          begun.add(trial);
          await ledger.plan(trial, {});
          await ledger.begin(trial, 1, '/nowhere');
        }
        if (event.type === 'complete') await ledger.end(trial, 1, 'completed');
        else {
          const verdict = await ledger.report(trial, 1, { step: event.step, value: event.value, metrics: {} });
          expect([name, event, verdict]).toEqual([name, event, event.pruned ? 'stop' : 'continue']);
        }
      }
      // The rungs that Redis has noted are those that the pure functions would.
      const table = await tableOf(client, `study-${index}`, direction, rule);
      expect(table.records.length).toBe(begun.size);
    }
  });

  test('an infinite value counts as the worst or the best at a rung', async () => {
    const client = connectTo(await startRedis());
    const rule: Rule = { type: 'asha', minEpochs: 1, reductionFactor: 2 };
    const ledger = new RedisLedger(client, 'infinite', rule, 'max');
    const verdicts = [];
    for (const [index, value] of [1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 2].entries()) {
      await ledger.plan(index + 1, {});
      await ledger.begin(index + 1, 1, '/nowhere');
      verdicts.push(await ledger.report(index + 1, 1, { step: 1, value, metrics: { acc: value } }));
    }
    expect(verdicts).toEqual(['continue', 'stop', 'continue', 'stop', 'continue']);
    const { records } = await tableOf(client, 'infinite', 'max', rule);
    expect(records.map(({ rungs }) => rungs)).toEqual([[1], [1], [1], [], [1]]);
    expect(records[3]?.reports.get(1)?.metrics).toEqual({ acc: Number.NaN });
  });

  test('an attempt that is not the newest may not write any more', async () => {
    const client = connectTo(await startRedis());
    const ledger = new RedisLedger(client, 'fenced', NONE, 'min');
    const report = (attempt: number, step: number, value: number) =>
      ledger.report(1, attempt, { step, value, metrics: {} });
    await ledger.plan(1, { rate: 1 });
    expect(await ledger.begin(1, 1, '/one')).toEqual({ type: 'run', reports: 0, isStopped: false, errors: 0 });
    expect(await report(1, 1, 5)).toBe('continue');
    expect(await ledger.begin(1, 2, '/two')).toEqual({ type: 'run', reports: 1, isStopped: false, errors: 0 });
    expect(await report(1, 2, 4)).toBe('superseded');
    expect(await ledger.begin(1, 1, '/one')).toEqual({ type: 'superseded' });
    await ledger.err(1, 1, 'late');
    await ledger.end(1, 1, 'completed');
    // The epoch that runs again keeps its value, and its place.
    expect(await report(2, 1, 6)).toBe('continue');
    expect(await report(2, 2, 3)).toBe('continue');
    await ledger.end(1, 2, 'completed');
    expect(await report(2, 3, 1)).toBe('superseded');
    expect(await ledger.begin(1, 3, '/three')).toEqual({ type: 'ended' });
    const [result] = (await tableOf(client, 'fenced', 'min', NONE)).results;
    expect(result).toMatchObject({ status: 'completed', value: 3, attempts: 2, directory: '/two' });
    expect(result?.epochs.map(({ value }) => value)).toEqual([5, 3]);
  });

  test('a trial that Redis does not know is an error that says what to do', async () => {
    const client = connectTo(await startRedis());
    const ledger = new RedisLedger(client, 'lost', NONE, 'min');
    await expect(ledger.begin(1, 1, '/nowhere')).rejects.toThrow(
      'cb-sweep: Redis has lost the sweep "lost". Have it keep its data (`appendonly yes`), and begin again.',
    );
  });

  test('a Redis that is full is waited for, with one warning, and nothing is lost', async () => {
    const server = await startRedis('--maxmemory-policy', 'noeviction');
    const client = connectTo(server);
    const warnings: string[] = [];
    const ledger = new RedisLedger(client, 'full', NONE, 'min', (reason) => warnings.push(reason));
    await ledger.plan(1, {});
    await ledger.begin(1, 1, '/nowhere');
    await client.config('SET', 'maxmemory', '1');
    const reported = ledger.report(1, 1, { step: 1, value: 5, metrics: {} });
    while (warnings.length === 0) await sleep(10);
    await sleep(400);
    await client.config('SET', 'maxmemory', '0');
    expect(await reported).toBe('continue');
    expect(warnings).toEqual([expect.stringContaining('OOM')]);
    expect((await tableOf(client, 'full', 'min', NONE)).results[0]?.value).toBe(5);
  });

  test('what was sent again, because its answer was lost with the connection, counts once', async () => {
    const server = await startRedis('--appendonly', 'yes');
    const client = connectTo(server);
    const ledger = new RedisLedger(client, 'again', NONE, 'min');
    await ledger.plan(1, {});
    await ledger.begin(1, 1, '/nowhere');
    /** Sends while the server sleeps; it does what lies in its socket when it wakes, and the answers find nobody. */
    const inVain = async <Answer>(send: () => Promise<Answer>[]) => {
      server.pause();
      const sent = send();
      await sleep(100);
      client.stream.destroy();
      server.resume();
      return Promise.all(sent);
    };
    expect(await inVain(() => [ledger.begin(1, 2, '/two')])).toMatchObject([{ type: 'run' }]);
    const report = (step: number) => ledger.report(1, 2, { step, value: step, metrics: {} });
    expect(await inVain(() => [1, 2, 3].map(report))).toEqual(['continue', 'continue', 'continue']);
    await inVain(() => [ledger.err(1, 2, 'a fault')]);
    expect(await ledger.begin(1, 3, '/three')).toEqual({ type: 'run', reports: 3, isStopped: false, errors: 1 });
    await inVain(() => [ledger.end(1, 3, 'completed')]);
    const [result] = (await tableOf(client, 'again', 'min', NONE)).results;
    expect(result?.epochs.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(result?.status).toBe('completed');
  });
});
