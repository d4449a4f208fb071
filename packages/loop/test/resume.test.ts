import '@cb-tooling/backend';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackupAndRestore } from '@cb/checkpoint';
import { afterEach, expect, test, vi } from 'vitest';
import { EpochAverages, runLoop } from '../src/index.js';
import { line, temporaryDirectory } from './toy-training.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const script = fileURLToPath(new URL('resume-in-child.js', import.meta.url));

/** @returns what it printed at its end, or nothing when it was killed */
function trainInProcess(options: object): { place: object; steps: number; weights: string[] } | undefined {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(options)], {
    encoding: 'utf8',
  });
  expect(stderr).not.toContain('TrainingLoop');
  if (signal === 'SIGKILL') return undefined;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The epochs that ended, with their metrics. One that was run twice went the same way. */
function epochsIn(directory: string): string[] {
  return [...new Set(readFileSync(join(directory, 'epochs.jsonl'), 'utf8').split('\n'))];
}

test.each(['layers', 'variables'])(
  'killed within epochs, a loop of %s goes on at the step, with the same bits',
  (kind) => {
    const [whole, killed] = [temporaryDirectory(), temporaryDirectory()];
    const uninterrupted = trainInProcess({ kind, saveFreq: 3, directory: whole });
    // Ten batches an epoch, with backups after 3, 6 and 9. Killed in the second epoch at batch 7, again at once, in the
    // third at batch 1, and at batch 7.
    for (const killAt of [17, 1, 5, 7]) {
      expect(trainInProcess({ kind, saveFreq: 3, directory: killed, killAt })).toBeUndefined();
    }
    const resumed = trainInProcess({ kind, saveFreq: 3, directory: killed });
    expect(resumed?.place).toEqual({ initialEpoch: 2, initialBatch: 6 });
    expect(resumed).toMatchObject({ ...uninterrupted, place: resumed?.place, steps: (uninterrupted?.steps ?? 0) - 26 });
    expect(epochsIn(killed)).toEqual(epochsIn(whole));
    expect(readdirSync(killed)).toEqual(['epochs.jsonl']);
  },
  120_000,
);

test('a loop that threw keeps its backup, and goes on from it', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const directory = join(temporaryDirectory(), 'backup');
  const run = async (faultAt?: number) => {
    const { model, step, values } = line();
    const averages = new EpochAverages();
    const backup = new BackupAndRestore(directory, { saveFreq: 2, callbacks: [averages] });
    const place = await backup.restore(model);
    const { history } = await runLoop({
      model,
      averages,
      batchesPerEpoch: 6,
      step: ({ batch }) => {
        if (batch === faultAt) throw new Error('a fault');
        return { loss: step(batch) };
      },
      callbacks: [backup],
      ...place,
    });
    return { place, values: values(), history };
  };
  await expect(run(5)).rejects.toThrow('a fault');
  const resumed = await run();
  const whole = await run();
  expect(whole.place).toEqual({ initialEpoch: 0 });
  expect(resumed).toEqual({ ...whole, place: { initialEpoch: 0, initialBatch: 4 } });
  expect(warn).not.toHaveBeenCalled();
});
