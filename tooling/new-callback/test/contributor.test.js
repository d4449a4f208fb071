import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MINUTE = 60_000;
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A clone of this repository as it stands, with what is not committed yet. */
const clone = mkdtempSync(join(tmpdir(), 'contributor-'));

beforeAll(() => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of new Set(String(files).split('\0').filter(Boolean))) cpSync(join(root, file), join(clone, file));
  inClone('git', 'init', '--quiet');
  inClone('git', 'add', '--all');
  inClone('git', '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--message', 'as it stands');
  inClone('npx', '--yes', 'pnpm', 'install', '--ignore-scripts');
}, 5 * MINUTE);

afterAll(() => rmSync(clone, { recursive: true, force: true }), MINUTE);

test('two commands make a package whose tests pass', { timeout: 5 * MINUTE }, () => {
  const start = performance.now();
  inClone('npx', '--yes', 'pnpm', 'new-callback', 'terminate-on-infinity', 'TerminateOnInfinity');
  const output = inClone('npx', '--yes', 'pnpm', 'test', '--filter=@cb/terminate-on-infinity');
  const seconds = (performance.now() - start) / 1000;
  expect(output).toMatch(/@cb\/terminate-on-infinity:test: .*Tests .*1[0-9] passed/);
  console.info(`From the first command to the end of the second: ${seconds.toFixed(1)} s`);
});

test('in one new folder, beside the lockfile', () => {
  const changes = inClone('git', 'status', '--porcelain').trimEnd().split('\n');
  expect(changes).toEqual([' M pnpm-lock.yaml', '?? packages/terminate-on-infinity/']);
});

test.each([
  ['types', ['pnpm', 'exec', 'turbo', 'run', 'typecheck', '--filter=@cb/terminate-on-infinity']],
  ['what is packed', ['pnpm', 'exec', 'turbo', 'run', 'pack-check', '--filter=@cb/terminate-on-infinity']],
  ['the rules of the repository', ['pnpm', 'test', '--filter=@cb-tooling/repo-check']],
  ['what documents must be', ['pnpm', 'test', '--filter=@cb-tooling/docs-check']],
  ['format and lint', ['pnpm', 'exec', 'biome', 'ci', '.']],
])('%s: no fault', { timeout: 3 * MINUTE }, (_, command) => {
  expect(() => inClone('npx', '--yes', ...command)).not.toThrow();
});

/**
 * @param {string} program
 * @param {string[]} args
 * @returns what it printed
 */
function inClone(program, ...args) {
  const env = { ...process.env, CI: undefined };
  try {
    return execFileSync(program, args, { cwd: clone, encoding: 'utf8', stdio: 'pipe', env });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    throw new Error(`\`${program} ${args.join(' ')}\` fails:\n${stdout}\n${stderr}`);
  }
}
