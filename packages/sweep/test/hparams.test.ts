import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { trialFile } from './workers.js';

/** A Python that is to have the package `tensorboard`. */
const PYTHON = process.env.CB_PYTHON ?? 'python3';
const isMissing = !process.env.CI && spawnSync(PYTHON, ['-c', 'import tensorboard'], { stdio: 'ignore' }).status !== 0;

/** Starts TensorBoard on the loopback until the end of the test. @returns its address */
async function serve(logDir: string): Promise<string> {
  const flags = ['--logdir', logDir, '--host', '127.0.0.1', '--port', '0'];
  const server = spawn(PYTHON, ['-m', 'tensorboard.main', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(server, 'exit');
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await exit;
  });
  let printed = '';
  for await (const chunk of server.stderr) {
    printed += chunk;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed);
    if (address) return address[0];
  }
  throw new Error(printed);
}

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
    const address = await serve(join(directory, 'trials'));
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
