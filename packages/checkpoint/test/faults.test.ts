import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { latestCheckpoint } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const VERIFY = fileURLToPath(import.meta.resolve('@cb-tooling/crash/verify.js'));
const TRAINEE = fileURLToPath(import.meta.resolve('@cb-tooling/crash/trainee.js'));

/** A short campaign on the built package. @returns what it counted. @throws Error with all that went wrong */
async function crash(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [VERIFY, ...args, '--short'])).stdout;
}

describe.concurrent('a checkpoint that was written is there, and no other that is not whole, when', () => {
  test('the process is killed at any moment, again and again', async () => {
    expect(await crash('kills', '--kills', '12', '--seed', '1')).toMatch(/^kills: 1[2-9] trainings .* 0 faults\.\n$/);
  }, 180_000);

  test('the power fails after any file call', async () => {
    expect(await crash('power-cuts')).toMatch(/^power cuts: after each of \d{3} file calls .* 0 faults\.\n$/);
  }, 180_000);

  test('a file call fails', async () => {
    expect(await crash('faults')).toMatch(/^faults: \d\d file calls failed .* 0 faults\.\n$/);
  }, 180_000);
});

/** Trains three epochs in another process, in which no file can be larger than so many blocks of 1,024 bytes. */
function trainWithin(directory: string, blocks: string): Promise<unknown> {
  const job = { directory, epochs: 3, isAsync: false, deletes: false };
  const command = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$1" "$2"`;
  return promisify(execFile)('bash', ['-c', command, process.execPath, TRAINEE, JSON.stringify(job)]);
}

test('a training whose files find no room ends with an error, and goes on once there is', async () => {
  const directory = temporaryDirectory();
  const checkpoints = join(directory, 'checkpoints');
  await expect(trainWithin(directory, '8')).rejects.toMatchObject({
    code: 1,
    stderr:
      `ModelCheckpoint: cannot save to "${join(checkpoints, '0001')}" (EFBIG: file too large, write). ` +
      'What was saved there before is unharmed. Make room on the disk, or raise the limit of file sizes.\n',
  });
  expect(await latestCheckpoint(checkpoints)).toBeUndefined();
  await trainWithin(directory, 'unlimited');
  expect(await latestCheckpoint(checkpoints)).toBe(join(checkpoints, 'last'));
  expect(readdirSync(checkpoints)).toEqual(['0001', '0002', '0003', 'checkpoints.json', 'last']);
}, 180_000);
