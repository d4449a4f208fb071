import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@cb-tooling/backend';
import { loadModel } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { onBackend } from '@cb-tooling/repo-check/run-example';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { blocksOf } from '../src/blocks.js';
import { root } from '../src/documents.js';
import { isPythonMissing, runPython } from '../src/python.js';
import { catalog } from '../src/repository.js';
import { sectionOf } from '../src/tables.js';
import { emptyFolder } from './folder.js';

const recipes = readFileSync(`${root}docs/recipes.md`, 'utf8');

/** Has a program be killed behind its fifth backup. */
const KILL = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';

  const { rename } = fs.promises;
  let backups = 0;
  fs.promises.rename = async (from, to) => {
    await rename(from, to);
    if (to.endsWith('/backup/model.json') && ++backups === 5) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();`;

test('a training that is killed goes on where it was', () => {
  const folder = emptyFolder();
  const program = programOf('Resume after a crash');
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(KILL)}`];
  expect(spawnSync(process.execPath, [...preload, program], { cwd: folder }).signal).toBe('SIGKILL');

  const resumed = spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
  expect(resumed.status).toBe(0);
  const [, epoch] = resumed.stdout.match(/begins with epoch (\d+)/) ?? [];
  expect(Number(epoch)).toBeGreaterThanOrEqual(5);
  expect(existsSync(join(folder, 'backup/model.json'))).toBe(false);
});

test.skipIf(isPythonMissing)('a model goes to Python and comes back', async () => {
  const folder = emptyFolder();
  const section = 'Go on in Python, and come back';
  expect(spawnSync(process.execPath, [programOf(section)], { cwd: folder }).status).toBe(0);
  const written = readFileSync(join(folder, 'model.keras'));
  runPython(blockOf(section, 'python'), folder);
  expect(readFileSync(join(folder, 'model.keras'))).not.toEqual(written);
  expect((await loadModel(join(folder, 'model.keras'))).countParams()).toBe(5);
});

test('the error of two copies is the one that is thrown, and the remedies name the version that is tested', async () => {
  const section = 'Two copies of TensorFlow.js';
  const shown = blockOf(section, '').trim().replaceAll('\n', ' ');
  const hook = new EarlyStopping().onTrainBegin;
  await expect(hook.call({} as EarlyStopping)).rejects.toThrow(new Error(shown.replace(/^Error: /, '')));

  const versions = {
    '@tensorflow/tfjs-core': catalog['@tensorflow/tfjs-core'],
    '@tensorflow/tfjs-layers': catalog['@tensorflow/tfjs-layers'],
  };
  expect(JSON.parse(blockOf(section, 'json'))).toEqual({ overrides: versions });
  expect(parse(blockOf(section, 'yaml'))).toEqual({ overrides: versions });
  expect(JSON.parse(blockOf(section, 'json', 1))).toEqual({ resolutions: versions });
});

/** The first block of a kind in the section of that title, or a later one. */
function blockOf(title: string, kind: string, index = 0): string {
  const block = blocksOf(sectionOf(recipes, title)).filter((one) => one.kind === kind)[index];
  if (block === undefined) throw new Error(`docs/recipes.md has no \`${kind}\` block under "${title}".`);
  return block.code;
}

/** The program of a section, in a file beside the packages that it imports. */
function programOf(title: string): string {
  const place = mkdtempSync(fileURLToPath(new URL('../.readme-example-', import.meta.url)));
  onTestFinished(() => rmSync(place, { recursive: true }));
  writeFileSync(join(place, 'program.mjs'), onBackend(blockOf(title, 'js')));
  return join(place, 'program.mjs');
}
