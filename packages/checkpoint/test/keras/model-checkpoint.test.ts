import '@cb-tooling/backend';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { train as optimizers, losses as tfLosses } from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import {
  bestCheckpoint,
  fileHandler,
  latestCheckpoint,
  loadModel,
  loadWeights,
  ModelCheckpoint,
} from '../../src/index.js';
import { damage, listedIn, losses, sha256 } from '../checkpoints.js';
import { ENDED, stagedBy } from '../staged-names.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { predictions, stateOf, toyModel, train } from '../toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

const WHOLE = ['.keras', '.h5', '.hdf5'];
const WEIGHTS = ['.weights.h5', '.h5', '.safetensors'];
const WAYS = [
  ...WHOLE.map((ending) => [ending, {}] as const),
  ...WEIGHTS.map((ending) => [ending, { saveWeightsOnly: true }] as const),
];

describe.each(WHOLE)('a whole model in %s', (ending) => {
  test('is loaded as it was, and goes on training with the same bits', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    const checkpoint = new ModelCheckpoint(join(directory, `m{epoch:02d}-{val_loss:.2f}${ending}`));
    await train(model, 2, [checkpoint]);
    expect(readdirSync(directory).sort()).toEqual([
      'checkpoints.json',
      ...[1, 2].map((epoch) => expect.stringMatching(`^m0${epoch}-\\d\\.\\d\\d\\${ending}$`)),
    ]);
    const loaded = await loadModel(checkpoint.lastPath as string);
    expect(predictions(loaded)).toEqual(predictions(model));
    await train(model, 4, [], 2);
    await train(loaded, 4, [], 2);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect((await stateOf(loaded.optimizer)).map(([, values]) => values)).toEqual(
      (await stateOf(model.optimizer)).map(([, values]) => values),
    );
    expect(warn.mock.calls).toEqual([]);
  });
});

describe.each(WEIGHTS)('weights in %s', (ending) => {
  test('are loaded into a model that is there, whose layers have other names too', async () => {
    const path = join(temporaryDirectory(), `weights${ending}`);
    const model = toyModel();
    await train(model, 1, [new ModelCheckpoint(path, { saveWeightsOnly: true })]);
    const other = toyModel();
    await loadWeights(other, path);
    expect(predictions(other)).toEqual(predictions(model));
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: "${path}" holds weights only. Build the model, and pass it to loadWeights().`,
    );
  });
});

describe.each(WAYS)('checkpoints in %s with %o', (ending, options) => {
  test('are listed with their hash, and found by the index', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, `run-{epoch}/m${ending}`), { ...options, monitor: 'loss' });
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2));
    expect(listedIn(directory).map(({ path, epoch, metrics }) => [path, epoch, metrics])).toEqual([
      [`run-1/m${ending}`, 1, { loss: 3 }],
      [`run-2/m${ending}`, 2, { loss: 1 }],
      [`run-3/m${ending}`, 3, { loss: 2 }],
    ]);
    const [entry] = listedIn(directory);
    const path = join(directory, 'run-1', `m${ending}`);
    const file = { name: `m${ending}`, size: statSync(path).size, sha256: sha256(path) };
    expect(entry).toMatchObject({ size: file.size, files: [file] });
    expect(await latestCheckpoint(directory)).toBe(join(directory, 'run-3', `m${ending}`));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, 'run-2', `m${ending}`));
  });

  test('are found without an index, by what they say of themselves', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, `{epoch}${ending}`), { ...options, monitor: 'loss' });
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2));
    rmSync(join(directory, 'checkpoints.json'));
    writeFileSync(join(directory, `foreign${ending}`), 'mine');
    expect(await latestCheckpoint(directory)).toBe(join(directory, `3${ending}`));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, `2${ending}`));
    await feedEpochs(checkpoint, toyModel(), losses(4));
    expect(listedIn(directory).map(({ path, metrics }) => [path, metrics.loss])).toEqual([
      [`2${ending}`, 1],
      [`3${ending}`, 2],
      [`1${ending}`, 4],
    ]);
  });

  test('are passed over when one bit has changed', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(join(directory, `{epoch}${ending}`), options), toyModel(), losses(3, 1));
    const newest = join(directory, `2${ending}`);
    const { mtime, atime } = statSync(newest);
    damage(newest);
    utimesSync(newest, atime, mtime);
    expect(await latestCheckpoint(directory)).toBe(join(directory, `1${ending}`));
    expect(warn.mock.calls).toEqual([
      [
        `latestCheckpoint: passes over "${newest}", which is damaged: 2${ending} is missing or has other bytes than were ` +
          'written.',
      ],
    ]);
  });

  test('that were replaced after the index was written count as what they say of themselves', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, `{epoch}${ending}`), { ...options, monitor: 'loss' });
    await feedEpochs(checkpoint, toyModel(), losses(1, 2));
    const index = readFileSync(join(directory, 'checkpoints.json'));
    await feedEpochs(checkpoint, toyModel(), losses(3));
    // As a process leaves it that is killed between the two.
    writeFileSync(join(directory, 'checkpoints.json'), index);
    expect(await latestCheckpoint(directory)).toBe(join(directory, `1${ending}`));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, `2${ending}`));
    expect(warn.mock.calls).toEqual([]);
  });

  test('are kept or removed like any other, under names of their own', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, `m{epoch}${ending}`), {
      ...options,
      monitor: 'loss',
      saveTopK: 2,
      saveLast: true,
    });
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2));
    await feedEpochs(checkpoint, toyModel(), losses(9, 0.5));
    expect(readdirSync(directory).sort()).toEqual(
      ['checkpoints.json', `last${ending}`, `m2${ending}`, `m2-v1${ending}`].sort(),
    );
    expect(
      listedIn(directory)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`last${ending}`, `m2${ending}`, `m2-v1${ending}`].sort());
    expect(checkpoint.bestPath).toBe(join(directory, `m2-v1${ending}`));
  });

  test('that somebody has changed, or that the model was loaded from, are not removed', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, `{epoch}${ending}`), { ...options, keepLast: 1 });
    const model = toyModel();
    await feedEpochs(checkpoint, model, losses(1));
    await loadWeights(model, join(directory, `1${ending}`));
    await feedEpochs(checkpoint, model, losses(1, 1), { initialEpoch: 1 });
    writeFileSync(join(directory, `3${ending}`), 'mine');
    await feedEpochs(checkpoint, model, losses(1), { initialEpoch: 3 });
    expect(readdirSync(directory).sort()).toEqual([`1${ending}`, `3${ending}`, `4${ending}`, 'checkpoints.json']);
  });

  test('that another callback has written under the same name are not removed', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, `{epoch}${ending}`);
    const keepsOne = new ModelCheckpoint(path, { ...options, keepLast: 1 });
    await feedEpochs(keepsOne, toyModel(), losses(1));
    await feedEpochs(new ModelCheckpoint(path, options), toyModel(), losses(1));
    await feedEpochs(keepsOne, toyModel(), losses(1), { initialEpoch: 1 });
    expect(readdirSync(directory).sort()).toEqual([`1${ending}`, `2${ending}`, 'checkpoints.json']);
  });

  test('are written while training goes on', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    const checkpoint = new ModelCheckpoint(join(directory, `{epoch}${ending}`), { ...options, async: true });
    await train(model, 3, [checkpoint]);
    expect(listedIn(directory).map(({ path }) => path)).toEqual([`1${ending}`, `2${ending}`, `3${ending}`]);
    const loaded = toyModel();
    await loadWeights(loaded, join(directory, `3${ending}`));
    expect(predictions(loaded)).toEqual(predictions(model));
    await loadWeights(loaded, join(directory, `1${ending}`));
    expect(predictions(loaded)).not.toEqual(predictions(model));
  });

  test('leave what a killed save left to be removed at the next start', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'run-1'));
    const leftover = stagedBy(ENDED, `m${ending}`);
    for (const below of ['', 'run-1']) writeFileSync(join(directory, below, leftover), 'half');
    await feedEpochs(new ModelCheckpoint(join(directory, `run-{epoch}/m${ending}`), options), toyModel(), losses(1));
    expect(readdirSync(join(directory, 'run-1'))).toEqual([`m${ending}`]);
    expect(readdirSync(directory).sort()).toEqual(['checkpoints.json', 'run-1']);
  });
});

test('what is beside files of Keras is not swept', async () => {
  const directory = temporaryDirectory();
  const weights = `weights.${'a'.repeat(16)}-0123456789ab.bin`;
  for (const name of ['model-best.json', weights]) writeFileSync(join(directory, name), '{}');
  await feedEpochs(new ModelCheckpoint(join(directory, '{epoch}.h5')), toyModel(), losses(1));
  expect(readdirSync(directory).sort()).toEqual(['1.h5', 'checkpoints.json', 'model-best.json', weights]);
});

test.runIf(process.platform !== 'win32')('a name may begin like a drive of Windows', async () => {
  const directory = temporaryDirectory();
  await feedEpochs(new ModelCheckpoint(join(directory, 'e:{epoch}.h5'), { keepLast: 1 }), toyModel(), losses(1, 1));
  expect(readdirSync(directory).sort()).toEqual(['checkpoints.json', 'e:2.h5']);
});

test('what a format leaves out is a warning, once a fit, and again when it is loaded', async () => {
  const path = join(temporaryDirectory(), 'm.keras');
  const model = toyModel({ optimizer: optimizers.adadelta(0.1) });
  await train(model, 2, [new ModelCheckpoint(path)]);
  const differs = expect.stringMatching(/training that goes on with Adadelta takes other steps than before, because /);
  expect(warn.mock.calls).toEqual([[differs]]);
  await loadModel(path, { compile: false });
  expect(warn.mock.calls).toHaveLength(1);
  await loadModel(path);
  await fileHandler(path).load?.();
  await model.save(fileHandler(path), { includeOptimizer: true });
  const [, loaded, handled, saved] = warn.mock.calls.flat();
  expect(loaded).toMatch(`loadModel: "${path}": training that goes on with Adadelta`);
  expect(handled).toMatch(`fileHandler: "${path}": training that goes on with Adadelta`);
  expect(saved).toMatch('fileHandler: training that goes on with Adadelta');
});

describe('what goes wrong is said before training, or loses nothing', () => {
  test('a directory in the way', async () => {
    const path = join(temporaryDirectory(), 'best.h5');
    mkdirSync(path);
    await expect(train(toyModel(), 1, [new ModelCheckpoint(path)])).rejects.toThrow(
      `ModelCheckpoint: cannot save to "${path}" (best.h5 is a directory). Remove it, or pass another path.`,
    );
  });

  test('fields that make up another ending', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, 'm.{epoch:h>2d}'));
    await expect(feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 4 })).rejects.toThrow(
      `ModelCheckpoint: cannot save to "${join(directory, 'm.h5')}" (it ends in .h5, unlike \`filepath\`). What was ` +
        'saved there before is unharmed. Mend that, or pass another path.',
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a separator behind the ending', async () => {
    const message = (owner: string) =>
      `${owner}: "m.h5/" ends in a separator behind the ending of a file. Leave the separator out.`;
    expect(() => fileHandler('m.h5/')).toThrow(new RangeError(message('fileHandler')));
    await expect(loadModel('m.h5/')).rejects.toThrow(message('loadModel'));
  });

  test('a file where a directory should be made, which is not left behind', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}/a/m.h5'));
    await feedEpochs(checkpoint, toyModel(), losses(1));
    mkdirSync(join(directory, '2'));
    mkdirSync(join(directory, '2', 'a'));
    mkdirSync(join(directory, '2', 'a', 'm.h5'));
    await expect(feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 1 })).rejects.toThrow('EISDIR');
    expect(readdirSync(join(directory, '2', 'a'))).toEqual(['m.h5']);
  });

  test('a loss that is a function', async () => {
    const path = join(temporaryDirectory(), 'best.keras');
    const model = toyModel({ loss: (truth, prediction) => tfLosses.meanSquaredError(truth, prediction) });
    await expect(train(model, 1, [new ModelCheckpoint(path)])).rejects.toThrow(
      'ModelCheckpoint: a .keras file cannot hold the model: its loss or a metric is a function. Compile it with names, ' +
        'or save weights only, or save to a path without this ending, which is a TensorFlow.js directory.',
    );
    await train(model, 1, [new ModelCheckpoint(path.replace('.keras', '.weights.h5'), { saveWeightsOnly: true })]);
  });

  test('a file that is not there, or none of Keras', async () => {
    const path = join(temporaryDirectory(), 'best.h5');
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: cannot load "${path}" (best.h5 is missing). Pass another path.`,
    );
    writeFileSync(path, 'mine');
    await expect(loadWeights(toyModel(), path)).rejects.toThrow(
      `loadWeights: cannot load "${path}" (it is no .h5 file, or is damaged). Pass another path.`,
    );
  });
});

describe('fileHandler()', () => {
  test.each(['.keras', '.h5'])('saves and loads %s without a callback', async (ending) => {
    const path = join(temporaryDirectory(), `model${ending}`);
    const model = toyModel();
    await train(model, 1);
    await model.save(fileHandler(path));
    const loaded = await loadLayersModel(fileHandler(path));
    expect(predictions(loaded)).toEqual(predictions(model));
  });

  test('refuses what would be lost without a word', async () => {
    const directory = temporaryDirectory();
    const model = toyModel({ loss: (truth, prediction) => tfLosses.meanSquaredError(truth, prediction) });
    await expect(model.save(fileHandler(join(directory, 'm.keras')), { includeOptimizer: true })).rejects.toThrow(
      'fileHandler: a .keras file cannot hold the model: its loss or a metric is a function. Compile it with names, or ' +
        'save weights only, or save to a path without this ending, which is a TensorFlow.js directory.',
    );
    await expect(model.save(fileHandler(join(directory, 'm.safetensors')))).rejects.toThrow(
      'fileHandler: a .safetensors file holds weights alone. Save to a path that ends in .keras or .h5, or with ' +
        'ModelCheckpoint and `saveWeightsOnly`.',
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('refuses what Keras lacks, and leaves what was there', async () => {
    const path = join(temporaryDirectory(), 'model.keras');
    const model = toyModel();
    await model.save(fileHandler(path));
    const before = readFileSync(path);
    const other = sequential({
      layers: [layers.dense({ units: 1, inputShape: [2], activation: 'hardSigmoid', name: 'd' })],
    });
    await expect(other.save(fileHandler(path))).rejects.toThrow(
      'fileHandler: a .keras file cannot hold the model: its Dense d has `activation` hard_sigmoid, which is another ' +
        'function in Keras 3.',
    );
    expect(readFileSync(path)).toEqual(before);
  });
});
