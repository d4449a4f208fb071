import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { io } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { fileHandler } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { startWriter } from './writer-process.js';

function artifacts(value: number, length = 50_000): io.ModelArtifacts {
  return {
    modelTopology: {},
    weightSpecs: [{ name: 'w', shape: [length], dtype: 'float32' }],
    weightData: new Float32Array(length).fill(value).buffer,
  };
}

/** The one value that all weights of a checkpoint have. */
async function valueIn(path: string): Promise<number> {
  const { load } = fileHandler(path) as Required<io.IOHandler>;
  const { weightData } = await load();
  const values = new Set(new Float32Array(weightData as ArrayBuffer));
  expect(values.size).toBe(1);
  return [...values][0] as number;
}

test('saves through one handler are written one after another, and one that fails does not end the others', async () => {
  const path = temporaryDirectory();
  const { save } = fileHandler(path) as Required<io.IOHandler>;
  // The first is the largest: without an order it would be the last to finish.
  const saves = [artifacts(1, 2_000_000), { modelTopology: { big: 1n } }, artifacts(3), artifacts(4, 10)].map(save);
  const outcomes = await Promise.allSettled(saves);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await valueIn(path)).toBe(4);
  expect(readdirSync(path)).toHaveLength(2);
});

test('saves through several handlers all succeed, and one of them is there', async () => {
  const path = join(temporaryDirectory(), 'new');
  await Promise.all([1, 2, 3, 4].map((value) => fileHandler(path).save?.(artifacts(value))));
  expect([1, 2, 3, 4]).toContain(await valueIn(path));
});

test('saves into two new directories below one that is missing do not disturb each other', async () => {
  const parent = join(temporaryDirectory(), 'missing');
  await Promise.all(['a', 'b'].map((name) => fileHandler(join(parent, name)).save?.(artifacts(1))));
  expect(readdirSync(parent)).toEqual(['a', 'b']);
});

test('two processes that save into one directory, killed at any moment, leave a whole checkpoint', async () => {
  const path = temporaryDirectory();
  await fileHandler(path).save?.(artifacts(0));
  for (let round = 0; round < 10; round++) {
    const writers = [startWriter(path), startWriter(path)];
    await Promise.all(writers.map(({ ready }) => ready));
    for (const { kill } of writers) {
      await sleep(Math.random() * 60);
      kill();
    }
    for (const { exit } of writers) expect((await exit).stderr).toBe('');
    await valueIn(path);
  }
  await fileHandler(path).save?.(artifacts(0));
  expect(readdirSync(path)).toHaveLength(2);
}, 60_000);

test('a checkpoint can be loaded at any moment while another process saves', async () => {
  const path = temporaryDirectory();
  await fileHandler(path).save?.(artifacts(0));
  const writer = startWriter(path);
  try {
    await writer.ready;
    const seen = new Set<number>();
    for (const end = Date.now() + 2000; Date.now() < end || seen.size <= 10; ) seen.add(await valueIn(path));
  } finally {
    writer.kill();
    await writer.exit;
  }
}, 60_000);
