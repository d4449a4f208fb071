import '@cb-tooling/backend';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { expect, test, vi } from 'vitest';
import {
  BackupAndRestore,
  bestCheckpoint,
  fileHandler,
  loadModel,
  loadWeights,
  ModelCheckpoint,
} from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel, train } from './toy-model.js';

/** Changes a text in a file, as a bad disk does: its length stays. */
function damage(path: string, text: string, other: string): void {
  const before = readFileSync(path, 'latin1');
  expect(before).toContain(text);
  writeFileSync(path, before.replace(text, other), 'latin1');
}

async function saved(ending = ''): Promise<string> {
  const path = join(temporaryDirectory(), `model${ending}`);
  await train(toyModel(), 1, [new ModelCheckpoint(path)]);
  return path;
}

test('a topology that has become that of another model is an error', async () => {
  const path = await saved();
  damage(join(path, 'model.json'), '"activation":"tanh"', '"activation":"relu"');
  const message =
    `the checkpoint in "${path}" is damaged: model.json is not as it was written (who changes it on purpose removes its ` +
    '"sha256" too). Load another checkpoint, or save this one again.';
  await expect(loadModel(path)).rejects.toThrow(`loadModel: ${message}`);
  await expect(fileHandler(path).load?.()).rejects.toThrow(`fileHandler: ${message}`);
});

test('a model.json that a program writes anew is what that program says', async () => {
  const path = await saved();
  const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  json.modelTopology.config.layers[1].config.activation = 'relu';
  for (const indent of [undefined, 1, '\t']) {
    writeFileSync(join(path, 'model.json'), JSON.stringify(json, null, indent));
    const model = await loadModel(path);
    expect(model.layers[1]?.getConfig()).toMatchObject({ activation: 'relu' });
  }
});

test('a backup whose numbers have changed is an error', async () => {
  const directory = join(temporaryDirectory(), 'backup');
  await train(toyModel(), 3, [new BackupAndRestore(directory, { deleteCheckpoint: false })]);
  damage(join(directory, 'model.json'), '"epoch":3', '"epoch":7');
  await expect(new BackupAndRestore(directory).restore(toyModel())).rejects.toThrow(
    `BackupAndRestore: cannot go on from "${directory}" (model.json is not as it was written (who changes it on purpose ` +
      'removes its "sha256" too)). Remove the directory to begin from the start, or pass another one.',
  );
});

test('an index whose numbers have changed does not decide which checkpoint is best', async () => {
  const root = temporaryDirectory();
  await train(toyModel(), 3, [new ModelCheckpoint(join(root, '{epoch}'), { monitor: 'loss', saveTopK: 3 })]);
  expect(await bestCheckpoint(root)).toBe(join(root, '3'));
  const index = readFileSync(join(root, 'checkpoints.json'), 'utf8');
  writeFileSync(join(root, 'checkpoints.json'), index.replace(/"loss": \d/, '"loss": -'));
  expect(await bestCheckpoint(root)).toBe(join(root, '3'));
});

test('weights in an archive that have changed are an error', async () => {
  const path = await saved('.keras');
  const bytes = readFileSync(path);
  const weights = bytes.indexOf(Buffer.from('HDF', 'latin1'));
  // The last bytes of the weights lie before the directory of the archive.
  const end = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'), weights);
  bytes.writeUInt8(bytes.readUInt8(end - 1) ^ 1, end - 1);
  writeFileSync(path, bytes);
  await expect(loadModel(path)).rejects.toThrow(
    `loadModel: cannot load "${path}" (its entry model.weights.h5 is damaged). Pass another path.`,
  );
});

test('an archive that names an entry of its directory otherwise is an error', async () => {
  const path = await saved('.keras');
  const bytes = readFileSync(path);
  const entry = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  bytes.writeUInt32LE(0, entry + 16);
  writeFileSync(path, bytes);
  await expect(loadModel(path)).rejects.toThrow(
    `loadModel: cannot load "${path}" (its entry metadata.json is damaged). Pass another path.`,
  );
});

test('what a file says cannot steer the terminal that shows the error', async () => {
  const path = await saved();
  const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  json.weightsManifest[0].weights[0].dtype = 'int32';
  json.weightsManifest[0].weights[0].name = `\u001b[2J\u009b1A${'x'.repeat(5000)}`;
  writeFileSync(join(path, 'model.json'), JSON.stringify(json));
  const { message } = await loadWeights(toyModel(), path).catch((error) => error);
  expect(message).toContain('is not among \\u{1b}[2J\\u{9b}1Axxx');
  expect(message).toMatch(/^\P{Cc}{1000,1500}$/u);
});

test('the name of a metric cannot steer the terminal that shows decisions', async () => {
  const said = vi.spyOn(console, 'info').mockImplementation(() => {});
  const name = '\u001b[2Jquality';
  const path = join(temporaryDirectory(), '{epoch}');
  const checkpoint = new ModelCheckpoint(path, { monitor: name, mode: 'max', saveBestOnly: true, verbose: 1 });
  await feedEpochs(checkpoint, toyModel(), [{ [name]: 1 }]);
  expect(said.mock.calls[0]?.[0]).toContain('Epoch 1: \\u{1b}[2Jquality improved from None to 1.00000, ');
  said.mockRestore();
});
