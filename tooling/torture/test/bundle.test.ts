import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bundleOf } from '../src/bundle.js';
import { runWatched } from '../src/run-watched.js';
import { inDirectory } from '../src/temporary-directory.js';
import { jobOf } from '../src/whole/job.js';
import { outcomeOf } from '../src/whole/outcome.js';

const SCRIPT = fileURLToPath(new URL('../src/whole/trainee.js', import.meta.url));

/** What a script trains in a process of its own, and leaves. */
function train(script: string) {
  return inDirectory(async (directory) => {
    const job = { ...jobOf(1, 4), directory };
    let end: object | undefined;
    const args = [script, JSON.stringify(job), 'null'];
    const ended = await runWatched(args, { longestMs: 60_000 }, (news) => {
      end = news.end;
    });
    return { ...ended, end, outcome: await outcomeOf(job) };
  });
}

test('a bundle does what its script does', { timeout: 120_000 }, async () => {
  const bundle = bundleOf(SCRIPT);
  const [found, expected] = [await train(bundle), await train(SCRIPT)];
  expect(found).toEqual(expected);
  expect(found).toMatchObject({ isHung: false, status: 0, stderr: '', end: expect.anything() });
});

test('a script is bundled once', () => {
  expect(bundleOf(SCRIPT)).toBe(bundleOf(SCRIPT));
});

// A process removes it when it ends, but Vitest ends those of tests.
afterAll(() => {
  const bundle = bundleOf(SCRIPT);
  if (bundle !== SCRIPT) rmSync(dirname(bundle), { recursive: true });
});
