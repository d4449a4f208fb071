import { readdirSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeAttemptDirectory, removeEarlierAttempts } from '../src/trial/attempt-directory.js';
import { temporaryDirectory } from './temporary-directory.js';

test('an attempt begins with what the newest one before has left, and leaves that alone', async () => {
  const folder = await temporaryDirectory();
  const first = await makeAttemptDirectory(folder, 1);
  expect(first).toBe(join(folder, 'attempt-1'));
  await mkdir(join(first, 'backup'));
  await writeFile(join(first, 'backup/model.json'), 'one');
  const third = await makeAttemptDirectory(folder, 3);
  await appendFile(join(third, 'backup/model.json'), ' and three');
  expect(await readFile(join(first, 'backup/model.json'), 'utf8')).toBe('one');
  // What a slow first attempt still writes reaches nobody.
  await writeFile(join(first, 'backup/model.json'), 'late');
  const tenth = await makeAttemptDirectory(folder, 10);
  expect(await readFile(join(tenth, 'backup/model.json'), 'utf8')).toBe('one and three');
  expect(await readdir(folder)).toEqual(['attempt-1', 'attempt-10', 'attempt-3']);
  await removeEarlierAttempts(folder, 10);
  expect(await readdir(folder)).toEqual(['attempt-10']);
});

test('what was copied in part is no attempt', async () => {
  const folder = await temporaryDirectory();
  await makeAttemptDirectory(folder, 1);
  await mkdir(join(folder, '.attempt-2-0123456789ab.tmp'));
  await writeFile(join(folder, '.attempt-2-0123456789ab.tmp/half'), '');
  expect(await readdir(await makeAttemptDirectory(folder, 3))).toEqual([]);
});

test('what an attempt that is not dead writes meanwhile is taken as a whole, or not at all', async () => {
  const folder = await temporaryDirectory();
  const first = await makeAttemptDirectory(folder, 1);
  const names = ['a', 'b', 'c', 'd'];
  let round = 100;
  /** All four say the same, except in between. */
  const write = async () => {
    round++;
    for (const name of names) await writeFile(join(first, name), String(round));
  };
  const isCopying = () => readdirSync(folder).some((name) => name.endsWith('.tmp'));
  await write();
  for (let attempt = 2; attempt < 22; attempt++) {
    const copying = makeAttemptDirectory(folder, attempt);
    // Into the first copy, and then no more: the next one finds it at rest.
    while (!isCopying()) await write();
    await write();
    const copy = await copying;
    const rounds = await Promise.all(names.map((name) => readFile(join(copy, name), 'utf8')));
    expect(new Set(rounds).size).toBe(1);
    // So that the next one copies from the first again.
    await rm(copy, { recursive: true });
  }
});

test('a directory that never rests is an error that names it', async () => {
  const folder = await temporaryDirectory();
  const first = await makeAttemptDirectory(folder, 1);
  let round = 0;
  const timer = setInterval(() => writeFileSync(join(first, `${round++ % 3}`), String(round)), 1);
  onTestFinished(() => clearInterval(timer));
  await expect(makeAttemptDirectory(folder, 2)).rejects.toThrow(
    `sweep: cannot go on from "${first}" (somebody writes to it all the time). Is another attempt at work there?`,
  );
  expect(await readdir(folder)).toEqual(['attempt-1']);
});
