import '@cb-tooling/backend';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { Callback as LayersCallback, type LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { loadModel, ModelCheckpoint } from '../src/index.js';
import { losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train } from './toy-model.js';

describe('a name in the template that has no value', () => {
  const refuses = (template: string, metrics: string[]) =>
    feedEpochs(new ModelCheckpoint(join(temporaryDirectory(), template)), toyModel(), losses(1), { metrics }).then(
      () => 'no error',
      (error: Error) => error.message,
    );

  test('is refused before training when the fit cannot report it', async () => {
    expect(await refuses('{val_loss:.2f}', ['loss', 'acc'])).toBe(
      'ModelCheckpoint: cannot fill `{val_loss}` in `filepath`, because this fit reports only loss, acc. ' +
        'Pass `validationData` to fit(), or use one of those names.',
    );
    expect(await refuses('{val_accuracy:.2f}', ['loss', 'acc', 'val_loss', 'val_acc'])).toBe(
      'ModelCheckpoint: cannot fill `{val_accuracy}` in `filepath`, because this fit reports only loss, acc, val_loss, ' +
        'val_acc. Use one of those names, or `{epoch}`.',
    );
  });

  test('is awaited when another callback may add it', async () => {
    class Adds extends LayersCallback {
      override async onEpochEnd(_epoch: number, logs: Record<string, number> = {}) {
        logs.learning_rate = 0.5;
      }
    }
    const path = join(temporaryDirectory(), '{learning_rate}');
    await train(toyModel(), 1, [new Adds(), new ModelCheckpoint(path)]);
    expect(existsSync(path.replace('{learning_rate}', '0.5'))).toBe(true);
  });

  test('is no error in an epoch that was stopped in its middle, which has no validation', async () => {
    class Stops extends LayersCallback {
      override async onBatchEnd() {
        (this as unknown as { model: LayersModel }).model.stopTraining = true;
      }
    }
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch:02d}-{val_loss:.2f}'));
    await train(toyModel(), 3, [new Stops(), checkpoint]);
    expect(checkpoint.lastPath).toBe(join(directory, '01-val_loss'));
    expect(predictions(await loadModel(join(directory, '01-val_loss')))).toHaveLength(4);
  });

  test('is an error at the first save, which is not lost', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch:02d}-{f1:.2f}'));
    await expect(feedEpochs(checkpoint, toyModel(), losses(1, 2))).rejects.toThrow(
      'ModelCheckpoint: cannot fill `{f1}` in `filepath`, because epoch 1 reported only loss. ' +
        'Use one of those names, or `{epoch}`.',
    );
    expect(checkpoint.lastPath).toBe(join(directory, '01-f1'));
    expect(predictions(await loadModel(join(directory, '01-f1')))).toHaveLength(4);
  });
});
