import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { latestCheckpoint } from '@cb/checkpoint';
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../torture.js', import.meta.url));
const TRAINEE = fileURLToPath(new URL('../src/saves/trainee.js', import.meta.url));
const CAMPAIGNS = readdirSync(new URL('../campaigns', import.meta.url)).map((file) => file.replace('.js', ''));

/** A short campaign, always the same. @throws Error with all that went wrong */
function torture(...args: string[]) {
  return promisify(execFile)(process.execPath, [COMMAND, ...args, '--short', '--seed', '1']);
}

/** Those that need one backend are run on the one that is there without being asked for. */
const isOther = (process.env.CB_BACKEND || 'cpu') !== 'cpu';
const needOne = CAMPAIGNS.filter((name) => /^export const needsOneBackend = true;$/m.test(textOf(name)));

describe.concurrent('nothing is lost, wrong or hung in the short campaign', () => {
  test.skipIf(isOther).for(needOne)('%s', { timeout: 600_000 }, holds);

  test.for(CAMPAIGNS.filter((name) => !needOne.includes(name)))('%s', { timeout: 600_000 }, holds);
});

async function holds(name: string, { skip }: TestContext) {
  const { stdout, stderr } = await torture(name);
  const [, reason] = new RegExp(`^${name} is skipped: (.*)$`, 'm').exec(stdout) ?? [];
  if (reason !== undefined) skip(reason);
  expect(stderr.replaceAll(new RegExp(`^${name}: \\d+ attempts, .*\n`, 'gm'), '')).toBe('');
  expect(stdout).toMatch(new RegExp(`^\\| ${name} \\| [1-9]\\d* \\| [1-9]\\d* \\| 0 \\| 0 \\| 0 \\| `, 'm'));
}

function textOf(name: string) {
  return readFileSync(new URL(`../campaigns/${name}.js`, import.meta.url), 'utf8');
}

test('a campaign that is none is one clear error', async () => {
  await expect(torture('flood')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: `torture: "flood" is no campaign. Pass some of ${CAMPAIGNS.join(', ')}.\n`,
  });
});

test('a number that is none is one clear error', async () => {
  await expect(torture('kill', '--attempts', 'many')).rejects.toMatchObject({
    code: 2,
    stderr: 'torture: --attempts is many. Pass a whole number, 0 or more.\n',
  });
});

/** Trains three epochs in another process, in which no file can be larger than so many blocks of 1,024 bytes. */
function trainWithin(directory: string, blocks: string): Promise<unknown> {
  const job = { directory, epochs: 3, isAsync: false, deletes: false };
  const command = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$1" "$2"`;
  return promisify(execFile)('bash', ['-c', command, process.execPath, TRAINEE, JSON.stringify(job)]);
}

test('a training whose files find no room ends with an error, and goes on once there is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cb-torture-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
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
