import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startTensorBoard } from '@cb-tooling/loopback';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { trialFile } from './workers.js';

/** A Python that is to have the package `tensorboard`. */
const PYTHON = process.env.CB_PYTHON ?? 'python3';
const isMissing = !process.env.CI && spawnSync(PYTHON, ['-c', 'import tensorboard'], { stdio: 'ignore' }).status !== 0;

interface Group {
  hparams: Record<string, unknown>;
  sessions: { status: string }[];
  metricValues: { name: { tag: string; group: string } }[];
}

test.skipIf(isMissing)(
  'fills the page HParams of a real TensorBoard: one row for each trial, with its metrics',
  async () => {
    const directory = await temporaryDirectory();
    const space = { units: [1, 2], rate: [0.125, 0.25] };
    const options = { trial: trialFile('tensorboard'), space, search: 'grid' as const, metric: 'val_loss', directory };
    const { trials } = await sweep({ ...options, concurrency: 2 });
    const tensorBoard = startTensorBoard(PYTHON, join(directory, 'trials'));
    onTestFinished(tensorBoard.stop);
    const address = await tensorBoard.address;
    const groups = async (): Promise<Group[]> => {
      const response = await fetch(`${address}/data/plugin/hparams/session_groups`, {
        method: 'POST',
        body: JSON.stringify({ allowedStatuses: ['STATUS_SUCCESS'], startIndex: 0, sliceSize: 10 }),
      });
      return response.ok ? ((await response.json()).sessionGroups ?? []) : [];
    };
    await expect.poll(async () => (await groups()).length, { timeout: 60_000, interval: 500 }).toBe(4);
    const key = ({ units, rate }: Record<string, unknown>) => `${units} ${rate}`;
    const found = (await groups()).sort((a, b) => (key(a.hparams) < key(b.hparams) ? -1 : 1));
    expect(found.map(({ hparams, sessions }) => [hparams, sessions.map(({ status }) => status)])).toEqual(
      trials.map(({ params }) => [params, ['STATUS_SUCCESS']]),
    );
  },
  180_000,
);
