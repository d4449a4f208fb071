import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MINUTE = 60_000;
const core = fileURLToPath(new URL('../../../packages/core', import.meta.url));

/** A repository of somebody else: a callback, and its tests with Node's own runner. */
const repository = mkdtempSync(join(tmpdir(), 'outsider-'));

beforeAll(() => {
  cpSync(fileURLToPath(new URL('../outsider', import.meta.url)), repository, { recursive: true });
  execFileSync('pnpm', ['pack', '--pack-destination', repository], { cwd: core });
  const tarballs = readdirSync(repository).filter((file) => file.endsWith('.tgz'));
  const peers = ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}`);
  const packages = [...tarballs.map((file) => `./${file}`), ...peers];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: repository, stdio: 'pipe' });
}, 5 * MINUTE);

afterAll(() => rmSync(repository, { recursive: true, force: true }), MINUTE);

function runTests() {
  const { stdout, status } = spawnSync('npm', ['test'], { cwd: repository, encoding: 'utf8' });
  return {
    status,
    passed: Number(/^# pass (\d+)/m.exec(stdout)?.[1]),
    failed: [...stdout.matchAll(/^not ok \d+ - (.*)/gm)],
  };
}

test('a callback of an outsider keeps the contract', { timeout: 3 * MINUTE }, () => {
  const { status, passed, failed } = runTests();
  expect(failed).toEqual([]);
  expect({ status, passed }).toEqual({ status: 0, passed: 14 });
});

test('and a rule that it breaks is named', { timeout: 3 * MINUTE }, () => {
  const file = join(repository, 'lowest-loss.js');
  writeFileSync(file, readFileSync(file, 'utf8').replace('    this.lowest = Number.MAX_VALUE;\n', ''));
  const { status, failed } = runTests();
  expect(status).toBe(1);
  expect(failed.map(([, name]) => name)).toEqual(['one instance serves several fits']);
});
