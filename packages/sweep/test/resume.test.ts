import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type SweepOptions, sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const SCRIPT = fileURLToPath(new URL('sweep-in-child.js', import.meta.url));
const moody = fileURLToPath(new URL('trials/moody.js', import.meta.url));

/** Starts a sweep in another process. */
function start(options: SweepOptions): { child: ChildProcess; exited: Promise<unknown[]>; printed: () => string } {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      printed += text;
    });
  }
  return { child, exited: once(child, 'close'), printed: () => printed };
}

/** A sweep whose trials come to no step before `allow` lets them. */
async function slowSweep(trials: number) {
  const directory = await temporaryDirectory();
  const gate = join(directory, 'gate');
  const allow = (step: number) => writeFileSync(gate, String(step));
  allow(0);
  const space = { mood: ['slow'], gate: [gate], number: Array.from({ length: trials }, (_, index) => index) };
  const options: SweepOptions = { trial: moody, space, search: 'grid', metric: 'val_loss', directory };
  return { directory, options: { ...options, concurrency: 2, grace: 5 }, allow };
}

/** Waits until so many reports are in the journal. */
async function reports(directory: string, count: number): Promise<void> {
  const journal = join(directory, 'sweep.jsonl');
  const there = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('"type":"reported"').length - 1 : 0);
  while (there() < count) await sleep(10);
}

/** Whether a process is there. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('killed again and again, a sweep goes on, with each epoch once', async () => {
  const { directory, options, allow } = await slowSweep(3);
  for (let kill = 1; kill <= 4; kill++) {
    // The two that are at work get no further before the kill, however late it comes.
    allow(kill * 6 + 3);
    const { child, exited } = start(options);
    await reports(directory, kill * 12);
    child.kill('SIGKILL');
    await exited;
  }
  allow(30);
  const { trials } = await sweep(options);
  for (const { status, epochs, value, directory: last = '' } of trials) {
    expect([status, value, epochs.map(({ step }) => step)]).toEqual(['completed', 1 / 30, sequence(30)]);
    expect(readFileSync(join(last, 'steps'), 'utf8').length).toBe(30);
  }
  // Trials that ran when their sweep was killed were begun again, and none from its start: no epoch was lost.
  expect(trials.reduce((sum, { attempts }) => sum + attempts, 0)).toBeGreaterThan(6);
  const events = readFileSync(join(directory, 'sweep.jsonl'), 'utf8').trim().split('\n').slice(1);
  const kinds = events.map((line) => JSON.parse(line)).filter(({ type }) => type === 'reported' || type === 'ended');
  const keys = kinds.map(({ type, trial, step }) => `${type} ${trial} ${step}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBe(3 * 31);
});

test('a trial whose sweep is killed ends, too', async () => {
  const { directory, options } = await slowSweep(2);
  const { child, exited } = start({ ...options, trial: fileURLToPath(new URL('trials/pid.js', import.meta.url)) });
  await reports(directory, 2);
  child.kill('SIGKILL');
  await exited;
  const journal = readFileSync(join(directory, 'sweep.jsonl'), 'utf8');
  const pids = [...journal.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  expect(pids.length).toBeGreaterThan(0);
  while (pids.some(isRunning)) await sleep(10);
});

test('SIGTERM lets trials end what they are about, and the sweep goes on later', async () => {
  const { directory, options, allow } = await slowSweep(2);
  allow(6);
  const { child, exited, printed } = start(options);
  await reports(directory, 8);
  child.kill('SIGTERM');
  expect(await exited).toEqual([null, 'SIGTERM']);
  expect(printed()).toBe('');
  allow(30);
  const { trials } = await sweep(options);
  expect(trials.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['completed', 2],
    ['completed', 2],
  ]);
  expect(trials.map(({ epochs }) => epochs.length)).toEqual([30, 30]);
});

test('a trial that does not end in time is ended', async () => {
  const { directory, options } = await slowSweep(1);
  const trial = fileURLToPath(new URL('trials/deaf.js', import.meta.url));
  const { child, exited } = start({ ...options, trial, grace: 0.2 });
  await reports(directory, 1);
  child.kill('SIGINT');
  expect(await exited).toEqual([null, 'SIGINT']);
});

test('more trials than before are added to those that are there', async () => {
  const directory = await temporaryDirectory();
  const options = {
    trial: fileURLToPath(new URL('trials/curve.js', import.meta.url)),
    space: { start: { min: 1, max: 2 } },
    metric: 'val_loss',
    directory,
  };
  const { trials: two } = await sweep({ ...options, trials: 2 });
  const { trials: four } = await sweep({ ...options, trials: 4 });
  expect(four.slice(0, 2)).toEqual(two);
  expect(four.length).toBe(4);
});

test('a search of its own sees what came of the trials before, and ends the sweep', async () => {
  const directory = await temporaryDirectory();
  const seen: unknown[] = [];
  const { best, trials } = await sweep({
    trial: fileURLToPath(new URL('trials/curve.js', import.meta.url)),
    space: { start: { min: 0, max: 8 } },
    metric: 'val_loss',
    trials: 10,
    concurrency: 1,
    directory,
    search: ({ trial, trials: before }) => {
      seen.push(before.map(({ status, value }) => [status, value]));
      return trial > 3 ? undefined : { start: 8 / 2 ** trial };
    },
  });
  expect(trials.map(({ value }) => value)).toEqual([1, 0.5, 0.25]);
  expect(best.trial).toBe(3);
  expect(seen[2]).toEqual([
    ['completed', 1],
    ['completed', 0.5],
  ]);
});

function sequence(length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1);
}
