import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readNames } from '../names.js';

const command = fileURLToPath(new URL('../new-callback.js', import.meta.url));
const packages = new URL('../../../packages/', import.meta.url);

const INVALID_NAME = 'Pass at most 60 lower-case letters, digits and single hyphens.';
const USAGE = 'Pass a name and a class, such as `pnpm new-callback terminate-on-nan TerminateOnNaN`.';

test.each([
  [[], `it got 0 names. ${USAGE}`],
  [['a', 'A', 'B'], `it got 3 names. ${USAGE}`],
  [['Warm-Up', 'WarmUp'], `"Warm-Up" is no name for a package. ${INVALID_NAME}`],
  [['../up', 'Up'], `"../up" is no name for a package. ${INVALID_NAME}`],
  [['--help'], `"--help" is no name for a package. ${INVALID_NAME}`],
  [['', 'Up'], `"" is no name for a package. ${INVALID_NAME}`],
  [['a'.repeat(61), 'Up'], `"${'a'.repeat(61)}" is no name for a package. ${INVALID_NAME}`],
  [['core', 'Heart'], 'packages/core is there already. Choose another name, or remove that folder.'],
  [['up', 'up'], '"up" is no name for a class. Begin with a capital, and pass letters and digits only.'],
  [['up', 'Up-Down'], '"Up-Down" is no name for a class. Begin with a capital, and pass letters and digits only.'],
  [['callback'], '"Callback" is the name of something that callbacks use. Choose another class name.'],
  [['promise'], '"Promise" is the name of something that callbacks use. Choose another class name.'],
  [
    ['stop', 'EarlyStopping'],
    'EarlyStopping is the class of packages/early-stopping already. Choose another class name.',
  ],
])('refuses %j', (args, message) => {
  expect(() => readNames(args)).toThrow(new Error(message));
});

test('derives the class from the name', () => {
  expect(readNames(['warm-up-2x'])).toEqual({ name: 'warm-up-2x', className: 'WarmUp2x' });
  expect(readNames(['terminate-on-inf', 'TerminateOnInf'])).toEqual({
    name: 'terminate-on-inf',
    className: 'TerminateOnInf',
  });
});

test('a mistake is one line, exit code 1, and nothing made', () => {
  const before = readdirSync(packages);
  const { status, stderr, stdout } = spawnSync(process.execPath, [command, 'core'], { encoding: 'utf8' });
  expect({ status, stderr, stdout }).toEqual({
    status: 1,
    stderr: 'new-callback: packages/core is there already. Choose another name, or remove that folder.\n',
    stdout: '',
  });
  expect(readdirSync(packages)).toEqual(before);
  expect(existsSync(new URL('core/package.json', packages))).toBe(true);
});
