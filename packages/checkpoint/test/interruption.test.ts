import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import '@cb-tooling/backend';
import { bestCheckpoint, latestCheckpoint, loadModel } from '../src/index.js';
import { checkpointsIn, listedIn } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Settings {
  names?: string[];
  options?: object;
  /** The process has a listener of its own, which stops training. */
  listens?: boolean;
  /** Checkpoints that take so many milliseconds, by name. */
  slow?: Record<string, number>;
  epochs?: number;
  /** In this epoch's end, counted from 0, after every checkpoint: a SIGINT, or an error. */
  signalAt?: number;
  throwsAt?: number;
  /** What was thrown is caught, and nothing disposed. */
  forgets?: boolean;
}

/** Trains in another process. */
function startTraining(settings: Settings) {
  const directory = temporaryDirectory();
  const script = fileURLToPath(new URL('train-in-child.js', import.meta.url));
  const child = spawn(process.execPath, [script, directory, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said: string[] = [];
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => said.push(line));
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }));
  /** Waits for a line; fails if the process ends without it. */
  const until = async (line: string) => {
    while (!said.includes(line)) await Promise.race([once(lines, 'line'), exit.then(() => Promise.reject(errors))]);
  };
  return { directory, said, exit, until, signal: (name: NodeJS.Signals) => child.kill(name) };
}

describe.skipIf(process.platform === 'win32')('a signal in the middle of a fit', () => {
  test.each<[NodeJS.Signals, object]>([
    ['SIGINT', {}],
    ['SIGTERM', {}],
    ['SIGINT', { async: true, period: 1, keepLast: 1 }],
    ['SIGTERM', { saveFreq: 1, saveWeightsOnly: false, keepLast: 1, period: undefined }],
  ])('%s ends the process, after a checkpoint (%o)', async (name, options) => {
    const training = startTraining({ options });
    await training.until('training');
    training.signal(name);
    expect(await training.exit).toMatchObject({ code: null, signal: name });
    expect(training.said).toEqual(['listeners 0 0', 'training']);
    const path = join(training.directory, 'interrupted');
    expect((await loadModel(path)).optimizer.getClassName()).toBe('SGD');
    expect(await latestCheckpoint(training.directory)).toBe(path);
    const [entry] = listedIn(training.directory).filter((one) => one.path === 'interrupted');
    expect(entry?.epoch).toBeGreaterThan(1);
    expect(Object.keys(entry?.metrics ?? {})).toEqual(['loss']);
  });

  test('leaves the best checkpoint what it is', async () => {
    const training = startTraining({ options: { period: 1, monitor: 'loss', saveTopK: 2 } });
    await training.until('training');
    training.signal('SIGINT');
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    const listed = listedIn(training.directory);
    const [interrupted] = listed.filter(({ path }) => path === 'interrupted');
    expect(interrupted?.monitor).toBeUndefined();
    const epochs = listed.filter(({ path }) => path !== 'interrupted');
    const names = epochs.map(({ path }) => join(training.directory, path));
    expect(names).toContain(await bestCheckpoint(training.directory));
  });

  test('lets each of two callbacks save', async () => {
    const training = startTraining({ names: ['a/{epoch}', 'b/{epoch}'] });
    await training.until('training');
    training.signal('SIGINT');
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    for (const name of ['a', 'b']) expect(checkpointsIn(join(training.directory, name))).toEqual(['interrupted']);
  });

  test("leaves the end of the process to the application's own listener, and training goes on", async () => {
    const training = startTraining({ listens: true });
    await training.until('training');
    training.signal('SIGINT');
    expect(await training.exit).toMatchObject({ code: 0, signal: null });
    expect(training.said).toEqual(['listeners 1 0', 'training', 'still training', 'listeners 1 0', 'end']);
    expect(checkpointsIn(training.directory)).toEqual(['interrupted']);
  });

  test('that is the second one ends it at once', async () => {
    const training = startTraining({ slow: { interrupted: 20_000 } });
    await training.until('training');
    training.signal('SIGTERM');
    await training.until('saving interrupted');
    const before = performance.now();
    training.signal('SIGTERM');
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(performance.now() - before).toBeLessThan(15_000);
    expect(checkpointsIn(training.directory)).toEqual([]);
  });

  test('waits for a checkpoint that is being written', async () => {
    const slow = { 'epoch-03': 1000, interrupted: 10 };
    const training = startTraining({ slow, options: { async: true, period: 3 } });
    await training.until('saving epoch-03');
    training.signal('SIGINT');
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(training.said.slice(1).filter((line) => line !== 'training')).toEqual([
      'saving epoch-03',
      'saved epoch-03',
      'saving interrupted',
      'saved interrupted',
    ]);
    expect(checkpointsIn(training.directory)).toEqual(['epoch-03', 'interrupted']);
  });

  test('is not held back for ever by a fit that threw and was not disposed of', { timeout: 150_000 }, async () => {
    const training = startTraining({ signalAt: 1, throwsAt: 1, forgets: true });
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(training.said.at(-1)).toBe('end');
  });

  test('that comes after the last hook of the last epoch is not lost', async () => {
    const training = startTraining({ names: ['a/{epoch}', 'b/{epoch}'], epochs: 2, signalAt: 1 });
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(training.said).toEqual(['listeners 0 0', 'training']);
    expect(listedIn(join(training.directory, 'b'))).toMatchObject([{ path: 'interrupted', epoch: 2, step: 4 }]);
    expect(checkpointsIn(join(training.directory, 'a'))).toEqual(['interrupted']);
  });

  test('that comes before fit throws ends it at dispose()', async () => {
    const training = startTraining({ signalAt: 1, throwsAt: 1 });
    expect(await training.exit).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(training.said).toEqual(['listeners 0 0', 'training', 'the loss is odd', 'listeners 1 1']);
    expect(checkpointsIn(training.directory)).toEqual([]);
  });
});

describe('no listener is left', () => {
  test('after fit', async () => {
    const { exit, said } = startTraining({ epochs: 2 });
    expect(await exit).toMatchObject({ code: 0 });
    expect(said).toEqual(['listeners 0 0', 'training', 'listeners 0 0', 'end']);
  });

  test('after dispose() when fit threw', async () => {
    const { exit, said } = startTraining({ throwsAt: 1 });
    expect(await exit).toMatchObject({ code: 0 });
    expect(said).toEqual(['listeners 0 0', 'training', 'the loss is odd', 'listeners 1 1', 'listeners 0 0', 'end']);
  });

  test('without saveOnInterrupt, at any time', async () => {
    const { exit, said } = startTraining({ throwsAt: 1, options: { saveOnInterrupt: false } });
    await exit;
    expect(said.filter((line) => line.startsWith('listeners'))).toEqual(Array(3).fill('listeners 0 0'));
  });
});
