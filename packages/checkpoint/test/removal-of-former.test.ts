import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { ModelCheckpoint } from '../src/index.js';
import { losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel } from './toy-model.js';

/** Until the test is over, weights are removed once this says so. */
function removeWeightsWhen(isTime: () => boolean): void {
  const { rm } = files;
  const held: typeof rm = async (path, options) => {
    while (String(path).endsWith('.bin') && !isTime()) await new Promise((resolve) => setTimeout(resolve, 5));
    return rm(path, options);
  };
  const put = (one: typeof rm) => {
    Object.assign(files, { rm: one });
    syncBuiltinESMExports();
  };
  put(held);
  onTestFinished(() => put(rm));
}

const weightsIn = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.bin'));

test('the index is written while the former weights are removed', async () => {
  const directory = temporaryDirectory();
  const index = join(directory, 'checkpoints.json');
  removeWeightsWhen(() => existsSync(index) && readFileSync(index, 'utf8').includes('"epoch":2'));
  await feedEpochs(new ModelCheckpoint(join(directory, 'model')), toyModel(), losses(2, 1));
  expect(weightsIn(join(directory, 'model'))).toHaveLength(1);
}, 10_000);

test('a save is over when the former weights are removed', async () => {
  const directory = temporaryDirectory();
  const checkpoint = new ModelCheckpoint(join(directory, 'model'));
  checkpoint.setModel(toyModel());
  await checkpoint.onTrainBegin();
  await checkpoint.onEpochEnd(0, {});
  const [former] = weightsIn(join(directory, 'model'));
  const begin = performance.now();
  removeWeightsWhen(() => performance.now() - begin > 500);
  await checkpoint.onEpochEnd(1, {});
  expect(weightsIn(join(directory, 'model'))).toHaveLength(1);
  expect(weightsIn(join(directory, 'model'))).not.toEqual([former]);
  await checkpoint.onTrainEnd();
});
