import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDirectory } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const HOST = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 32);
const HOUR = 60 * 60 * 1000;

/** The id of a process that is no more. No other one gets it: systems do not count so far. */
const ENDED = 999_999_999;

async function stateOf(name: string, ageInHours: number) {
  const path = temporaryDirectory();
  writeFileSync(join(path, name), '');
  const then = new Date(Date.now() - ageInHours * HOUR);
  utimesSync(join(path, name), then, then);
  return openDirectory(path).staged(name);
}

const temporary = (host: string, pid: number, name = 'model.json') => `${name}.${host}-${pid}-0123456789ab.tmp`;

test.each([
  ['a process that runs', temporary(HOST, process.ppid), 0, 'active'],
  ['a process that runs, a day ago', temporary(HOST, process.ppid), 24.1, 'abandoned'],
  ['a process that runs, nearly a day ago', temporary(HOST, process.ppid), 23.9, 'active'],
  ['a process of another user', temporary(HOST, 1), 0, 'active'],
  ['a process that is no more', temporary(HOST, ENDED), 0, 'abandoned'],
  ['another computer', temporary('node-7-of-12', ENDED), 23.9, 'active'],
  ['another computer, a day ago', temporary('node-7-of-12', process.pid), 24.1, 'abandoned'],
  ['a computer without a name', temporary('', ENDED), 0, 'active'],
  ['a process that is no more, for a name with dots and spaces', temporary(HOST, ENDED, 'a.b c.d'), 0, 'abandoned'],
])('a temporary file of %s: %s, %d h old, is %3$s', async (_, name, age, state) => {
  expect(await stateOf(name, age)).toBe(state);
});

test.each([
  'model.json',
  'notes.tmp',
  temporary('no_name', ENDED),
  temporary('x'.repeat(33), ENDED),
  `model.json.${HOST}-${ENDED}-0123456789a.tmp`,
  `model.json.${HOST}-${ENDED}-0123456789ab.tmp.txt`,
  `model.json.${ENDED}-0123456789ab.tmp`,
])('%s is no temporary file, however old', async (name) => {
  expect(await stateOf(name, 1000)).toBe('no');
});

test('what is staged is the temporary file of this process', async () => {
  const path = temporaryDirectory();
  const { temporary } = await openDirectory(path).stage('a.b', []);
  expect(temporary.replace(/[0-9a-f]{12}\.tmp$/, '')).toBe(`a.b.${HOST}-${process.pid}-`);
  expect(await openDirectory(path).staged(temporary)).toBe('active');
  expect(temporary).not.toBe((await openDirectory(path).stage('a.b', [])).temporary);
});

test('a temporary file that is gone counts as one of a writer at work', async () => {
  expect(await openDirectory(temporaryDirectory()).staged(temporary(HOST, process.pid))).toBe('active');
});

test('a probe clears up after probes of that name that were killed, above a directory that is not there yet', async () => {
  const path = temporaryDirectory();
  const others = ['model.json', temporary(HOST, process.ppid), temporary(HOST, ENDED, 'other.json')].sort();
  for (const name of [...others, temporary(HOST, ENDED)]) writeFileSync(join(path, name), '');
  await openDirectory(join(path, 'not/there')).probe('model.json');
  expect(readdirSync(path).sort()).toEqual(others);
});
