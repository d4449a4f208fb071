import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../../packages', import.meta.url));
const MINUTE = 60_000;

/** An application of somebody else: nothing of this repository is above it in the file system. */
let application = '';

beforeAll(async () => {
  application = await mkdtemp(path.join(os.tmpdir(), 'cb-consumer-'));
  await cp(fileURLToPath(new URL('../project', import.meta.url)), application, { recursive: true });
  for (const name of ['core', 'early-stopping']) await pack(name);
  const tarballs = (await readdir(application)).filter((file) => file.endsWith('.tgz'));
  await inApplication(
    'npm',
    'install',
    '--no-audit',
    '--no-fund',
    ...tarballs.map((file) => `./${file}`),
    ...(await peers()),
  );
}, 5 * MINUTE);

afterAll(() => rm(application, { recursive: true, force: true }));

test('the package depends on @cb/core alone, and @cb/core on nothing', async () => {
  const { version } = await manifest('core');
  expect((await manifest('early-stopping')).dependencies).toEqual({ '@cb/core': `^${version}` });
  expect((await manifest('core')).dependencies ?? {}).toEqual({});
});

test('npm finds no fault with the tree, and one copy of tfjs-layers in it', async () => {
  const { stdout } = await inApplication('npm', 'ls', '--all', '--parseable', '@tensorflow/tfjs-layers');
  expect(stdout.trim().split('\n')).toEqual([path.join(application, 'node_modules/@tensorflow/tfjs-layers')]);
});

test.each(['import.mjs', 'require.cjs', 'fit.mjs'])(
  '%s runs',
  async (script) => {
    await expect(inApplication(process.execPath, script)).resolves.toMatchObject({ stdout: 'ok\n' });
  },
  MINUTE,
);

/** @param {string} name */
async function pack(name) {
  await run('pnpm', ['pack', '--pack-destination', application], { cwd: path.join(packages, name) });
}

/** The lowest TensorFlow.js that the package accepts, with the backend of the same version. */
async function peers() {
  const { peerDependencies } = JSON.parse(await readFile(path.join(packages, 'early-stopping/package.json'), 'utf8'));
  const lowest = peerDependencies['@tensorflow/tfjs-core'].replace('^', '');
  return ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}@${lowest}`);
}

/** @param {string} name */
async function manifest(name) {
  return JSON.parse(await readFile(path.join(application, 'node_modules/@cb', name, 'package.json'), 'utf8'));
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function inApplication(program, ...args) {
  return run(program, args, { cwd: application });
}
