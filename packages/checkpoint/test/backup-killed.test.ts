import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPTIMIZERS } from '@cb-tooling/backend/optimizers';
import { describe, expect, test } from 'vitest';
import { eventFiles, readEvents } from '../../tensorboard/test/read-events.js';
import { trainInProcess } from './backup-process.js';
import { temporaryDirectory } from './temporary-directory.js';

const MINUTES = 60_000;

interface EndOfRun {
  initialEpoch: number;
  weights: string[];
  iterations: number;
}

describe.each([2, 100, 2000])('a run of %i steps that was killed goes on with the same bits', (steps) => {
  const runsBelow = (directory: string) =>
    OPTIMIZERS.map(([name, make]) => {
      const optimizer = make();
      const [className, config] = [optimizer.getClassName(), optimizer.getConfig()];
      optimizer.dispose();
      return { directory: join(directory, name), className, config, steps };
    });

  test(
    'with every optimizer',
    async () => {
      const [whole, killed] = [temporaryDirectory(), temporaryDirectory()];
      const uninterrupted = await trainInProcess<EndOfRun[]>('backup-in-child.js', { runs: runsBelow(whole) });
      const moments: string[] = [];
      for (const run of runsBelow(killed)) {
        // In the second epoch: one that is killed in the first begins again from the start.
        const killAt = steps / 2 + 1 + Math.floor((Math.random() * steps) / 2);
        moments.push(`${run.className} after ${killAt} steps`);
        expect(await trainInProcess('backup-in-child.js', { runs: [run], killAt })).toMatchObject({ wasKilled: true });
      }
      const resumed = await trainInProcess<EndOfRun[]>('backup-in-child.js', { runs: runsBelow(killed) });
      const expected = uninterrupted.result?.map((end) => ({ ...end, initialEpoch: 1 }));
      expect(resumed.result, moments.join(', ')).toEqual(expected);
      expect(expected?.every(({ iterations }) => iterations === steps)).toBe(true);
      expect(readdirSync(killed)).toEqual([]);
    },
    5 * MINUTES,
  );
});

test(
  'killed in the first epoch, a run begins again from the start',
  async () => {
    const run = { className: 'Adam', config: { learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-7 }, steps: 20 };
    const [whole, killed] = [temporaryDirectory(), temporaryDirectory()];
    const runs = [{ ...run, directory: join(killed, 'backup') }];
    await trainInProcess('backup-in-child.js', { runs, killAt: 7 });
    const resumed = await trainInProcess('backup-in-child.js', { runs });
    const uninterrupted = { ...run, directory: join(whole, 'backup') };
    expect(resumed).toEqual(await trainInProcess('backup-in-child.js', { runs: [uninterrupted] }));
    expect(resumed.result).toMatchObject([{ initialEpoch: 0 }]);
  },
  MINUTES,
);

test(
  'killed again and again while it backs up, a run always finds a whole backup, and leaves nothing at the end',
  async () => {
    const directory = join(temporaryDirectory(), 'backup');
    const config = { learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-7 };
    const runs = [{ directory, className: 'Adam', config, steps: 1000, saveFreq: 1 }];
    const found: boolean[] = [];
    for (let kill = 0; kill < 10; kill++) {
      const killing = trainInProcess('backup-in-child.js', { runs }, Math.random() * 150);
      expect(await killing).toMatchObject({ wasKilled: true });
      found.push(existsSync(join(directory, 'model.json')));
    }
    // Once there is one, there is always one. That it is whole, the next run says.
    expect(found.slice(found.indexOf(true))).not.toContain(false);
    expect(found.at(-1)).toBe(true);
    await trainInProcess('backup-in-child.js', { runs: [{ ...runs[0], saveFreq: 'epoch' }] });
    expect(existsSync(directory)).toBe(false);
  },
  2 * MINUTES,
);

describe.each([
  { isAsync: false, backupFirst: false },
  { isAsync: true, backupFirst: true },
])('a run with every callback, %o', (order) => {
  const options = { ...order, epochs: 60, deleteCheckpoint: true };

  test(
    'killed several times at any moment, ends like one that was not',
    async () => {
      const [whole, killed] = [temporaryDirectory(), temporaryDirectory()];
      const expected = await trainInProcess('backup-with-callbacks.js', { ...options, directory: whole });
      let kills = 0;
      let ending = { wasKilled: true } as Awaited<ReturnType<typeof trainInProcess>>;
      for (; ending.wasKilled; kills += Number(ending.wasKilled)) {
        const killAfterMs = kills < 8 ? 20 + Math.random() * 200 : undefined;
        ending = await trainInProcess('backup-with-callbacks.js', { ...options, directory: killed }, killAfterMs);
      }
      expect(kills).toBeGreaterThan(2);
      const endOf = (directory: string, { result }: typeof ending) => ({
        ...JSON.parse(JSON.stringify(result).replaceAll(directory, '')),
        epochs: epochsIn(directory),
        kept: keptIn(directory),
        train: curvesIn(join(directory, 'logs', 'train')),
        validation: curvesIn(join(directory, 'logs', 'validation')),
      });
      for (const [said, written = said] of firstStepsIn(join(killed, 'logs', 'train'))) expect(said).toBe(written);
      const [actual, wanted] = [endOf(killed, ending), endOf(whole, expected)];
      expect(actual).toEqual(wanted);
      expect(wanted.stopping).toMatchObject({ stoppedEpoch: expect.any(Number), stopReason: { kind: 'patience' } });
      expect(new Set(wanted.epochs.map(([, , , rate]: number[]) => rate)).size).toBeGreaterThan(3);
      expect(wanted.kept.map(({ path }: { path: string }) => path)).toHaveLength(3);
      expect(readdirSync(killed)).toEqual(['epochs.jsonl', 'kept', 'logs']);
    },
    5 * MINUTES,
  );
});

test(
  'a run that has ended is extended as if it had been a longer one',
  async () => {
    const [whole, parts] = [temporaryDirectory(), temporaryDirectory()];
    const options = { isAsync: false, backupFirst: true, deleteCheckpoint: false };
    const expected = await trainInProcess('backup-with-callbacks.js', { ...options, epochs: 11, directory: whole });
    for (const epochs of [4, 4, 11]) {
      const { result } = await trainInProcess('backup-with-callbacks.js', { ...options, epochs, directory: parts });
      if (epochs < 11) continue;
      expect(JSON.stringify(result).replaceAll(parts, whole)).toBe(JSON.stringify(expected.result));
    }
    expect(epochsIn(parts)).toEqual(epochsIn(whole));
    expect(keptIn(parts)).toEqual(keptIn(whole));
  },
  MINUTES,
);

/** Each epoch's number, metrics and learning rate. One that was run twice went the same way. */
function epochsIn(directory: string): number[][] {
  const lines = readFileSync(join(directory, 'epochs.jsonl'), 'utf8').trimEnd().split('\n');
  return [...new Set(lines)].map((line) => JSON.parse(line));
}

/** What the index says of the checkpoints, and the hash of the weights. */
function keptIn(directory: string): object[] {
  const { checkpoints } = JSON.parse(readFileSync(join(directory, 'kept', 'checkpoints.json'), 'utf8'));
  const kept = checkpoints.map(({ path, epoch, step, metrics }: Record<string, unknown>) => {
    const weights = readdirSync(join(directory, 'kept', path as string)).filter((name) => name.startsWith('weights.'));
    return { path, epoch, step, metrics, weights: weights.map((name) => name.split('-')[0]) };
  });
  const onDisk = readdirSync(join(directory, 'kept')).filter((name) => name !== 'checkpoints.json');
  expect(onDisk.sort()).toEqual(kept.map(({ path }: { path: string }) => path).sort());
  return kept;
}

/**
 * The points that TensorBoard shows. Each takes the place of those of its tag from its step on, as in TensorBoard's
 * default reader.
 */
function curvesIn(directory: string): object {
  const files = eventFiles(directory).map((file) => readEvents(readFileSync(file)));
  const events = files.sort(([a], [b]) => (a?.wallTime ?? 0) - (b?.wallTime ?? 0)).flat();
  const curves: Record<string, [step: number, value: number][]> = {};
  for (const { step, scalar } of events) {
    if (!scalar) continue;
    const before = (curves[scalar.tag] ?? []).filter((point) => point[0] < step);
    curves[scalar.tag] = [...before, [step, scalar.value]];
  }
  return curves;
}

/** The step from which each run says that it replaces what earlier ones wrote, and the first that it wrote itself. */
function firstStepsIn(directory: string): [said: number | undefined, written: number | undefined][] {
  return eventFiles(directory).map((file) => {
    const events = readEvents(readFileSync(file));
    return [events.find(({ sessionStarts }) => sessionStarts)?.step, events.find(({ scalar }) => scalar)?.step];
  });
}
