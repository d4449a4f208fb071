import '@cb-tooling/backend';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { expect, test } from 'vitest';
import { loadModel, ModelCheckpoint } from '../src/index.js';
import { losses } from './checkpoints.js';
import { ENDED, stagedBy } from './staged-names.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel } from './toy-model.js';

const orphan = `weights.${'0'.repeat(16)}-0123456789ab.bin`;

/** Makes files with something in them, and the directories above. */
function make(directory: string, ...names: string[]): void {
  mkdirSync(directory, { recursive: true });
  for (const name of names) writeFileSync(join(directory, name), '{}');
}

const begin = (filepath: string) => feedEpochs(new ModelCheckpoint(filepath), toyModel(), []);

test('what a killed writer has left is removed before training, with directories that are empty then', async () => {
  const directory = temporaryDirectory();
  make(directory, stagedBy(ENDED, 'checkpoints.json'));
  make(join(directory, '1'), stagedBy(ENDED, 'weights.bin'), stagedBy(ENDED, 'model.json'));
  make(join(directory, '2'), orphan, stagedBy(ENDED, 'model.json'));
  make(join(directory, '3'), orphan);
  make(join(directory, '4'), stagedBy(ENDED, 'weights.bin'), 'mine.txt');
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
  make(path, orphan, stagedBy(process.pid, 'weights.bin'));
  writeFileSync(
    join(path, stagedBy(process.pid, 'model.json')),
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
  make(path, orphan, stagedBy(ENDED, 'model.json'));
  make(directory, 'mine.tmp', 'weights.bin');
  await begin(join(directory, '{epoch}'));
  expect(readdirSync(path)).toEqual(before);
  expect(readdirSync(directory)).toEqual(['1', 'checkpoints.json', 'mine.tmp', 'weights.bin']);
  expect(predictions(await loadModel(path))).toEqual(predictions(model));
});

test('what lies beside a name without fields is left to its own callback', async () => {
  const directory = temporaryDirectory();
  for (const name of ['best', 'last', 'interrupted', 'other']) make(join(directory, name), orphan, 'mine.txt');
  await begin(join(directory, 'best'));
  for (const name of ['best', 'last', 'interrupted']) expect(readdirSync(join(directory, name))).toEqual(['mine.txt']);
  expect(readdirSync(join(directory, 'other')).sort()).toEqual(['mine.txt', orphan]);
});
