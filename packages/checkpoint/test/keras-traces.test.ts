import '@cb-tooling/backend';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  camelCase,
  type Listen,
  optionsOf,
  type ReplayedRun,
  readRecording,
  replayUntilError,
} from '@cb-tooling/keras-oracle';
import { testRecording } from '@cb-tooling/keras-oracle/test';
import { beforeEach, expect, vi } from 'vitest';
import { ModelCheckpoint, type ModelCheckpointOptions } from '../src/index.js';
import { formatOf } from '../src/keras/format.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Saved {
  kind: 'full' | 'weights';
  path: string;
  /** After which batch, and the best then; neither at the end of an epoch. */
  batch?: number;
  best?: number | null;
}

/** One fit in the recorder's words: columns with a value for each epoch, and what holds for all of it. */
interface Run {
  /** What each epoch saved. Without columns, the fit ended before its first epoch. */
  saved?: Saved[][];
  best?: (number | null)[];
  stdout: string[];
  warnings: number;
}

const recording = readRecording<Run>('model-checkpoint.json', new URL('fixtures/', import.meta.url));

beforeEach(() => {
  // The constructor warns of a `period` beside a `saveFreq`. What it says is no part of a recording.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict } = recorded;
  const { error, runs } = ours ?? keras;
  const { filepath, ...options } = optionsOf<ModelCheckpointOptions & { filepath: string }>(recorded);
  const directory = temporaryDirectory();
  const make = () => new ModelCheckpoint(join(directory, filepath), options);
  if (error?.at === 'init') {
    expect(error.type).toBe('ValueError');
    expect(make).toThrow(`ModelCheckpoint: option \`${camelCase(error.option as string)}\` is`);
  } else {
    const state = (callback: ModelCheckpoint) => stateOf(callback, directory);
    const observed = await replayUntilError(recorded, make(), state, listenIn(directory), directory);
    const done = observed.runs.map(inRecordersWords);
    expect(done).toEqual(runs.map((run) => ({ saved: [], best: [], ...run })));
    expect(observed.error?.at).toBe(error?.at);
    if (error) expect(String(observed.error?.cause)).toMatch(MESSAGES[error.type] as RegExp);
    const effects = effectsOf({ error, runs: done });
    if (verdict === 'effects') expect(effects).toEqual(effectsOf(keras));
    if (verdict === 'differs') expect(effects).not.toEqual(effectsOf(keras));
    const complaint = `ModelCheckpoint: option \`monitor\` is "${options.monitor ?? 'val_loss'}". `;
    for (const { warnings } of observed.runs) expect(warnings.join()).toMatch(warnings.length ? complaint : '');
  }
});

/** What our error says for one of Python's. */
const MESSAGES: Record<string, RegExp> = {
  KeyError: /^RangeError: ModelCheckpoint: cannot fill `\{.*\}` in `filepath`, because /,
  OSError: /^Error: .*: cannot save to /,
};

/** Hears the names of files as they are below the directory. */
function listenIn(directory: string): Listen {
  return (print, warn) => {
    vi.spyOn(console, 'info').mockImplementation((line) => print(line.replaceAll(directory + sep, '')));
    vi.spyOn(console, 'warn').mockImplementation(warn);
  };
}

function stateOf({ best, lastPath }: ModelCheckpoint, directory: string) {
  return { best: best ?? null, saved: lastPath === undefined ? [] : takeAway(lastPath, directory) };
}

/** What is new at a path. It is removed, so that the next is seen even under the same name. */
function takeAway(path: string, directory: string): Saved[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(formatOf(path) ? path : join(path, 'model.json'));
  const isFull = ['"modelTopology"', 'model_config', 'config.json'].some((word) => bytes.includes(word));
  rmSync(path, { recursive: true });
  return [{ kind: isFull ? 'full' : 'weights', path: relative(directory, path) }];
}

function inRecordersWords({ epochs, stdout, warnings }: ReplayedRun<ReturnType<typeof stateOf>>): Run {
  return {
    saved: epochs.map(({ batches, state }) => [
      ...batches.flatMap(({ saved, best }, batch) => saved.map((one) => ({ batch, ...one, best }))),
      ...state.saved,
    ]),
    best: epochs.map(({ state }) => state.best),
    stdout,
    warnings: warnings.length,
  };
}

/** What is on the disk. */
function effectsOf({ error, runs }: { error: { at: string; type: string } | null; runs: Run[] }) {
  const saved = runs.map((run) => run.saved?.map((epoch) => epoch.map(({ kind, path }) => ({ kind, path }))));
  return { error: error && { at: error.at, type: error.type }, saved };
}
