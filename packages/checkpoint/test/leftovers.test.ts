import '@cb-tooling/backend';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { expect, test } from 'vitest';
import { loadModel, ModelCheckpoint } from '../src/index.js';
import { losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel } from './toy-model.js';

const gone = spawnSync(process.execPath, ['-e', '']).pid;
const host = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 32);

/** The name under which a process would stage a file. */
const staged = (name: string, pid: number) => `${name}.${host}-${pid}-0123456789ab.tmp`;
const orphan = `weights.${'0'.repeat(16)}-0123456789ab.bin`;

/** Makes files with something in them, and the directories above. */
function make(directory: string, ...names: string[]): void {
  mkdirSync(directory, { recursive: true });
  for (const name of names) writeFileSync(join(directory, name), '{}');
}

const begin = (filepath: string) => feedEpochs(new ModelCheckpoint(filepath), toyModel(), []);

test('what a killed writer has left is removed before training, with directories that are empty then', async () => {
  const directory = temporaryDirectory();
  make(directory, staged('checkpoints.json', gone));
  make(join(directory, '1'), staged('weights.bin', gone), staged('model.json', gone));
  make(join(directory, '2'), orphan, staged('model.json', gone));
  make(join(directory, '3'), orphan);
  make(join(directory, '4'), staged('weights.bin', gone), 'mine.txt');
  await begin(join(directory, '{epoch}'));
  expect(readdirSync(directory)).toEqual(['4']);
  expect(readdirSync(join(directory, '4'))).toEqual(['mine.txt']);
});

test('in the directories below a name too, as deep as names go', async () => {
  const directory = temporaryDirectory();
  make(join(directory, '1', 'model'), orphan);
  make(join(directory, '1', 'model', 'deeper'), orphan);
  await begin(join(directory, '{epoch}', 'model'));
  expect(existsSync(join(directory, '1', 'model', orphan))).toBe(false);
  expect(existsSync(join(directory, '1', 'model', 'deeper', orphan))).toBe(true);
});

test('what a running writer stages is left alone, and weights that its description names', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, '1');
  make(path, orphan, staged('weights.bin', process.pid));
  writeFileSync(
    join(path, staged('model.json', process.pid)),
    JSON.stringify({ weightsManifest: [{ paths: [orphan] }] }),
  );
  const before = readdirSync(path);
  await begin(join(directory, '{epoch}'));
  expect(readdirSync(path)).toEqual(before);
});

test('a checkpoint stays as it is, less the weights that it does not name', async () => {
  const directory = temporaryDirectory();
  const model = toyModel();
  await feedEpochs(new ModelCheckpoint(join(directory, '{epoch}')), model, losses(1));
  const path = join(directory, '1');
  const before = readdirSync(path);
  make(path, orphan, staged('model.json', gone));
  make(directory, 'mine.tmp', 'weights.bin');
  await begin(join(directory, '{epoch}'));
  expect(readdirSync(path)).toEqual(before);
  expect(readdirSync(directory)).toEqual(['1', 'checkpoints.json', 'mine.tmp', 'weights.bin']);
  expect(predictions(await loadModel(path))).toEqual(predictions(model));
});
