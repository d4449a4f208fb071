import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { whyNoRedis } from '@cb-tooling/redis';
import { describe, expect, test } from 'vitest';
import { differences, eventFaults } from '../src/judge.js';

const COMMAND = fileURLToPath(new URL('../verify.js', import.meta.url));

/** A short campaign. @throws Error with all that went wrong */
function verify(...args: string[]) {
  return promisify(execFile)(process.execPath, [COMMAND, ...args, '--seed', '1']);
}

test.skipIf(whyNoRedis())(
  'workers are killed, and the results are those of a sweep in one process',
  async () => {
    const { stdout, stderr } = await verify('--trials', '6', '--kills', '3', '--workers', '2');
    // A Redis that starts again may say so before it is ready.
    expect(stderr.replaceAll(/^sweep: waits for Redis \(LOADING .*\)\.\n/gm, '')).toBe('');
    expect(stdout).toMatch(/^sweep: \d+ sweeps, \d+ attempts; \d+ kills, .*; 0 faults; \d+ s$/m);
  },
  400_000,
);

test('a number that is none is one clear error', async () => {
  await expect(verify('--kills', 'many')).rejects.toMatchObject({
    code: 2,
    stderr: 'sweep: --kills is many. Pass a whole number, 0 or more.\n',
  });
});

describe('the judge', () => {
  const trial = {
    trial: 1,
    params: {},
    status: 'completed' as const,
    value: 1,
    step: 1,
    epochs: [],
    attempts: 1,
    seconds: 1,
  };
  const begun = (attempt: number) => ({ type: 'begun', trial: 1, attempt, step: Number.NaN });
  const reported = (attempt: number, step: number) => ({ type: 'reported', trial: 1, attempt, step });

  test('finds a result that is lost, doubled or another', () => {
    expect(differences([trial], [trial])).toEqual([]);
    expect(differences([trial], [])).toEqual(['lost: trial 1 has no result']);
    expect(differences([trial], [trial, { ...trial, trial: 2 }])).toEqual(['doubled: 2 trials instead of 1']);
    expect(differences([trial], [{ ...trial, value: 2 }])).toEqual([
      'wrong: trial 1 has another value: 2 instead of 1',
    ]);
  });

  test('finds an epoch that counts twice, and an attempt that writes after another has begun', () => {
    expect(eventFaults([begun(1), reported(1, 1), begun(2), reported(2, 2)])).toEqual([]);
    expect(eventFaults([begun(1), reported(1, 1), reported(1, 1)])).toEqual(['doubled: reported 1 1']);
    expect(eventFaults([begun(1), begun(2), reported(1, 1)])).toEqual([
      'wrong: attempt 1 of trial 1 writes after 2 has begun',
    ]);
  });
});
