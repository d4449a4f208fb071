import '@cb-tooling/backend';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, type ReplayedRun, readRecording, replayUntilError } from '@cb-tooling/keras-oracle';
import { listen, testRecording } from '@cb-tooling/keras-oracle/test';
import { expect } from 'vitest';
import { CSVLogger, type CSVLoggerOptions } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

/** One fit in the recorder's words. */
interface Run {
  /** What the file holds after each epoch. */
  file?: string[];
  stdout: string[];
  warnings: number;
}

const recording = readRecording<Run>('csv-logger.json', new URL('fixtures/', import.meta.url));

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict, files = {} } = recorded;
  const { error, runs } = ours ?? keras;
  const folder = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { filename, ...options } = optionsOf<CSVLoggerOptions & { filename: string }>(recorded);
  const path = join(folder, filename);
  if (error?.at === 'init') {
    expect(() => new CSVLogger(path, options)).toThrow(`CSVLogger: option \`${error.option}\` is`);
  } else {
    const observed = await replayUntilError(recorded, new CSVLogger(path, options), () => contentOf(path), listen);
    const done = observed.runs.map(inRecordersWords);
    expect(done).toEqual(runs);
    expect(observed.error?.at).toBe(error?.at);
    if (observed.error) expect(String(observed.error.cause)).toContain(`CSVLogger: cannot append to "${path}"`);
    if (verdict === 'effects') expect(done.map(filesOf)).toEqual(keras.runs.map(filesOf));
    if (verdict === 'differs' && !error) expect(done.map(filesOf)).not.toEqual(keras.runs.map(filesOf));
  }
});

function contentOf(path: string): string {
  return readFileSync(path, 'utf8');
}

function inRecordersWords({ epochs, stdout, warnings }: ReplayedRun<string>): Run {
  const file = epochs.map(({ state }) => state);
  return { ...(file.length > 0 && { file }), stdout, warnings: warnings.length };
}

function filesOf({ file }: Run) {
  return file;
}
