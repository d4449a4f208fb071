import '@cb-tooling/backend';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { losses as tfLosses } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, type MockInstance, onTestFinished, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { loadModel, ModelCheckpoint } from '../src/index.js';
import { checkpointsIn, losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train, twoTowers } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
let info: MockInstance<typeof console.info>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  info = vi.spyOn(console, 'info').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class and its functions', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'BackupAndRestore',
    'ModelCheckpoint',
    'bestCheckpoint',
    'fileHandler',
    'formatFilepath',
    'latestCheckpoint',
    'loadModel',
    'loadWeights',
  ]);
});

describe('contract', () => {
  let directory: string;
  const make = (options?: object) =>
    new ModelCheckpoint(join(directory, '{epoch}-{loss}'), { saveBestOnly: true, ...options });
  const keepsAcrossFits = ['best', 'bestPath', 'lastPath'];
  for (const rule of callbackContract(make, compiledModel, { keepsAcrossFits })) {
    test(rule.name, () => {
      directory = temporaryDirectory();
      return rule.check();
    });
  }
});

test('a relative path counts from where the callback was made', async () => {
  const [directory, elsewhere, before] = [temporaryDirectory(), temporaryDirectory(), process.cwd()];
  onTestFinished(() => process.chdir(before));
  process.chdir(directory);
  const checkpoint = new ModelCheckpoint('runs/{epoch}', { keepLast: 1 });
  process.chdir(elsewhere);
  await train(toyModel(), 2, [checkpoint]);
  expect([readdirSync(join(directory, 'runs')).sort(), readdirSync(elsewhere)]).toEqual([
    ['2', 'checkpoints.json'],
    [],
  ]);
});

describe('before training', () => {
  test('a path where nothing can be written is an error, and nothing is left there', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'file'), 'in the way');
    const model = toyModel();
    const before = predictions(model);
    for (const below of ['', 'a/{val_loss:.2f}']) {
      const path = join(directory, 'file', below);
      await expect(train(model, 1, [new ModelCheckpoint(path)])).rejects.toThrow(
        `ModelCheckpoint: cannot save to "${path.replace('{val_loss:.2f}', 'val_loss')}" (${join(directory, 'file')} is ` +
          'a file, and should be a directory). Pass another path.',
      );
    }
    const long = new ModelCheckpoint(join(directory, 'long'.repeat(100)));
    await expect(train(model, 1, [long])).rejects.toThrow(/ENAMETOOLONG.*Pass a shorter name\.$/);
    expect(predictions(model)).toEqual(before);
    expect(readdirSync(directory)).toEqual(['file']);
  });

  test.runIf(process.platform === 'linux')('a file system that takes no file is an error', async () => {
    const checkpoint = new ModelCheckpoint('/proc/none/below');
    await expect(feedEpochs(checkpoint, toyModel(), [])).rejects.toThrow(
      /^ModelCheckpoint: cannot save to "\/proc\/none\/below" \(ENOENT: .*\/proc\/\S+\.tmp'\)\. Mend that, or pass another path\.$/,
    );
  });

  test('a path where a checkpoint can be written is left as it is', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(join(directory, 'a', 'b')), toyModel(), []);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('two weights of one name, which could not be loaded again, are an error', async () => {
    const model = twoTowers('dense', 'dense');
    const path = join(temporaryDirectory(), 'm');
    await expect(train(model, 1, [new ModelCheckpoint(path)])).rejects.toThrow(
      'ModelCheckpoint: two weights of the model are called dense/kernel, and could not be told apart when they are ' +
        'loaded. Give the layers names of their own, those of nested models too.',
    );
    await train(twoTowers('left', 'right'), 1, [new ModelCheckpoint(path)]);
    expect(predictions(await loadModel(path))).toHaveLength(4);
  });

  test('a topology that cannot be had is an error, unless weights alone are saved', async () => {
    const model = toyModel();
    const layer = model.layers[0] as (typeof model.layers)[0];
    layer.getConfig = () => {
      throw new Error('no config');
    };
    const path = join(temporaryDirectory(), 'm');
    await expect(feedEpochs(new ModelCheckpoint(path), model, [])).rejects.toThrow('no config');
    await train(model, 1, [new ModelCheckpoint(path, { saveWeightsOnly: true })]);
    expect(checkpointsIn(join(path, '..'))).toHaveLength(1);
  });
});

describe('what outlives a fit', () => {
  test('is the best and the count of epochs', async () => {
    const path = join(temporaryDirectory(), '{loss:.0f}');
    const checkpoint = new ModelCheckpoint(path, { monitor: 'loss', saveBestOnly: true, period: 2 });
    await feedEpochs(checkpoint, toyModel(), losses(1, 5, 1));
    expect(checkpoint.best).toBe(5);
    await feedEpochs(checkpoint, toyModel(), losses(6, 1, 4));
    expect(checkpoint.best).toBe(4);
    await feedEpochs(checkpoint, toyModel(), losses(3));
    expect(checkpoint.best).toBe(4);
    await feedEpochs(checkpoint, toyModel(), losses(3));
    expect([checkpoint.best, checkpoint.bestPath]).toEqual([3, path.replace('{loss:.0f}', '3')]);
  });
});

describe('a metric that is not there', () => {
  test('is no reason to save with saveBestOnly, and one warning a run', async () => {
    const path = join(temporaryDirectory(), '{epoch}');
    const checkpoint = new ModelCheckpoint(path, { monitor: 'val_auc', saveBestOnly: true, verbose: 1 });
    for (const run of [1, 2]) {
      await feedEpochs(checkpoint, toyModel(), losses(3, 2, 1));
      expect(warn).toHaveBeenCalledTimes(run);
    }
    expect(info).not.toHaveBeenCalled();
    expect(warn).toHaveBeenLastCalledWith(
      'ModelCheckpoint: option `monitor` is "val_auc". Epoch 1 reported only loss. Pass one of these, or add the metric in ' +
        'compile().',
    );
    expect(checkpoint.lastPath).toBeUndefined();
  });

  test('is an error with strict, in the first epoch', async () => {
    const options = { monitor: 'val_auc', saveBestOnly: true, strict: true };
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'), options);
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2))).rejects.toThrow(
      'ModelCheckpoint: option `monitor` is "val_auc". Epoch 1 reported only loss. Pass one of these, or add the metric in ' +
        'compile().',
    );
    expect(checkpoint.lastPath).toBeUndefined();
    const lax = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'), { monitor: 'val_auc', strict: true });
    await feedEpochs(lax, toyModel(), losses(3));
    expect(lax.lastPath).toMatch(/1$/);
  });

  test('does not matter without saveBestOnly, nor does a name that says nothing', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'), { monitor: 'quality' });
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    expect(checkpoint.lastPath).toMatch(/2$/);
    expect([checkpoint.best, checkpoint.bestPath]).toEqual([undefined, undefined]);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('what a checkpoint leaves out', () => {
  test('is one warning a fit', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'));
    const model = toyModel({ loss: (truth, guess) => tfLosses.meanSquaredError(truth, guess) });
    for (const fit of [1, 2]) {
      await train(model, 2, [checkpoint]);
      expect(warn).toHaveBeenCalledTimes(fit);
    }
    expect(warn).toHaveBeenLastCalledWith(
      'ModelCheckpoint: a checkpoint leaves out how the model was compiled, because its loss or a metric is a function, ' +
        'which a file cannot hold. Pass `optimizer`, `loss` and `metrics` to loadModel().',
    );
  });
});

describe('messages', () => {
  test('round as Python does, half to even', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), 'm'), {
      monitor: 'loss',
      saveBestOnly: true,
      verbose: 1,
    });
    await feedEpochs(checkpoint, toyModel(), losses(Number.NaN, 0.015625 / 4, 1));
    const lines = info.mock.calls.map(([line]) => line.replace(/ \/.*/, ' PATH'));
    expect(lines).toEqual([
      '\nEpoch 1: loss did not improve from None',
      '\nEpoch 2: loss improved from None to 0.00391, saving model to PATH',
      '\nEpoch 2: finished saving model to PATH',
      '\nEpoch 3: loss did not improve from 0.00391',
    ]);
  });

  test('tell that a value is not among the best', async () => {
    const filepath = join(temporaryDirectory(), '{epoch}');
    const checkpoint = new ModelCheckpoint(filepath, { monitor: 'loss', saveTopK: 1, verbose: 1 });
    await feedEpochs(checkpoint, toyModel(), losses(1, 2));
    expect(info).toHaveBeenLastCalledWith('\nEpoch 2: loss was not in top 1');
  });

  test('are printed only when verbose', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), 'm'));
    await feedEpochs(checkpoint, toyModel(), losses(1));
    expect(info).not.toHaveBeenCalled();
  });
});

test('saves the best of a real fit(), under a file URL', async () => {
  const directory = join(temporaryDirectory(), 'with space');
  const url = `${pathToFileURL(directory).href}/{epoch:02d}-{val_loss:.4f}`;
  const checkpoint = new ModelCheckpoint(url, { saveBestOnly: true });
  const model = toyModel();
  await train(model, 5, [checkpoint]);
  const best = await loadModel(checkpoint.bestPath as string);
  expect(predictions(best)).toEqual(predictions(model));
  expect(checkpointsIn(directory)).toHaveLength(5);
});
