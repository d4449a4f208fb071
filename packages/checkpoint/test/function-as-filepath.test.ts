import '@cb-tooling/backend';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import type { io } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import {
  type CheckpointHandler,
  fileHandler,
  formatFilepath,
  type HandlerOf,
  loadModel,
  ModelCheckpoint,
} from '../src/index.js';
import { losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A place in memory, such as an object store would be. */
function memoryPlace() {
  const stored = new Map<string, io.ModelArtifacts>();
  const handlerOf = (name: string): CheckpointHandler => ({
    save: async (artifacts) => {
      stored.set(name, artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const } };
    },
    load: async () => stored.get(name) as io.ModelArtifacts,
    remove: async () => {
      if (!stored.delete(name)) throw new Error(`there is no ${name}`);
    },
  });
  return { handlerOf, names: () => [...stored.keys()].sort() };
}

test('what a handler is given can be loaded from it', async () => {
  const { handlerOf } = memoryPlace();
  const model = toyModel();
  const checkpoint = new ModelCheckpoint(handlerOf, { saveBestOnly: true, monitor: 'val_loss' });
  await train(model, 3, [checkpoint]);
  expect(checkpoint.bestPath).toBe('epoch-03');
  const restored = await loadModel(await handlerOf('epoch-03'));
  expect(predictions(restored)).toEqual(predictions(model));
});

test('names tell the epoch, and within epochs the batch', async () => {
  const { handlerOf, names } = memoryPlace();
  await train(toyModel(), 2, [new ModelCheckpoint(handlerOf, { saveFreq: 2 }), new ModelCheckpoint(handlerOf)]);
  expect(names()).toEqual(['epoch-01', 'epoch-01-batch-0002', 'epoch-02', 'epoch-02-batch-0002']);
});

test('the function gets the moment too, for a name of its own', async () => {
  const directory = temporaryDirectory();
  const checkpoint = new ModelCheckpoint((name, moment) =>
    fileHandler(join(directory, `${name} ${formatFilepath('{loss:.1f}', moment)}`)),
  );
  await feedEpochs(checkpoint, toyModel(), losses(3, 2));
  expect(readdirSync(directory)).toEqual(['epoch-01 3.0', 'epoch-02 2.0']);
  expect(checkpoint.lastPath).toBe('epoch-02');
});

describe('keeping some', () => {
  test.each([
    [{ saveTopK: 2, monitor: 'loss' }, ['epoch-02', 'epoch-03', 'last']],
    [{ keepLast: 2 }, ['epoch-04', 'epoch-05', 'last']],
  ])('%o keeps the same as with files', async (options, kept) => {
    const { handlerOf, names } = memoryPlace();
    const directory = temporaryDirectory();
    for (const place of [handlerOf, join(directory, 'epoch-{epoch:02d}')]) {
      const checkpoint = new ModelCheckpoint(place as string, { ...options, saveLast: true });
      await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2, 4, 2));
    }
    expect(names()).toEqual(kept);
    expect(readdirSync(directory).sort()).toEqual(['checkpoints.json', ...kept]);
  });

  test('goes on in another instance that got the state, of which the function learns the moments', async () => {
    const { handlerOf, names } = memoryPlace();
    const place: HandlerOf = (name, moment) => handlerOf(formatFilepath(`${name}-{loss:.2f}`, moment));
    const make = () => new ModelCheckpoint(place, { keepLast: 2 });
    const first = make();
    await feedEpochs(first, toyModel(), losses(3, 2));
    const second = make();
    second.setState(JSON.parse(JSON.stringify(first.getState())));
    await feedEpochs(second, toyModel(), losses(1), { initialEpoch: 2 });
    expect(names()).toEqual(['epoch-02-2.00', 'epoch-03-1.00']);
  });

  test('never begins with what an earlier instance wrote', async () => {
    const { handlerOf, names } = memoryPlace();
    await feedEpochs(new ModelCheckpoint(handlerOf, { keepLast: 1 }), toyModel(), losses(3));
    await feedEpochs(new ModelCheckpoint(handlerOf, { keepLast: 1 }), toyModel(), losses(2, 1), { initialEpoch: 1 });
    expect(names()).toEqual(['epoch-01', 'epoch-03']);
  });

  test('needs a handler that can remove', async () => {
    const { handlerOf, names } = memoryPlace();
    const place: HandlerOf = async (name) => {
      const { save } = handlerOf(name);
      return { save } as io.IOHandler;
    };
    const checkpoint = new ModelCheckpoint(place, { keepLast: 2 });
    await expect(feedEpochs(checkpoint, toyModel(), losses(1))).rejects.toThrow(
      new TypeError(
        'ModelCheckpoint: `filepath` returned a handler without a remove(), which `saveTopK` and `keepLast` need. ' +
          'Give it one, return a URL of TensorFlow.js, or leave the option out.',
      ),
    );
    expect([names(), checkpoint.lastPath]).toEqual([[], undefined]);
    await feedEpochs(new ModelCheckpoint(place), toyModel(), losses(1));
    expect(names()).toEqual(['epoch-01']);
  });

  test('goes on with a warning when one cannot be removed, and removes the others', async () => {
    const { handlerOf, names } = memoryPlace();
    const place: HandlerOf = async (name) => {
      const handler = handlerOf(name);
      const refuses = async () => Promise.reject(new Error('it is locked'));
      return name === 'epoch-01' ? { ...handler, remove: refuses } : handler;
    };
    await feedEpochs(new ModelCheckpoint(place, { keepLast: 1 }), toyModel(), losses(3, 2, 1));
    expect(names()).toEqual(['epoch-01', 'epoch-03']);
    expect(warn.mock.calls).toEqual([['ModelCheckpoint: cannot remove the checkpoint epoch-01 (it is locked).']]);
  });
});

describe('a handler that does not save', () => {
  test('is an error without a save()', async () => {
    for (const handler of [undefined, {}]) {
      await expect(feedEpochs(new ModelCheckpoint(() => handler as never), toyModel(), losses(1))).rejects.toThrow(
        'ModelCheckpoint: `filepath` returned no handler with a save(). Return a tf.io.IOHandler, or a URL of TensorFlow.js.',
      );
    }
  });

  test('has not saved when it reports errors', async () => {
    const handler = (errors: unknown[]) => ({ save: async () => ({ errors }) }) as never;
    const checkpoint = new ModelCheckpoint(() => handler(['no room', new Error('no luck'), { status: 507 }]));
    await expect(feedEpochs(checkpoint, toyModel(), losses(1))).rejects.toThrow(
      'ModelCheckpoint: the handler that `filepath` returned did not save epoch-01 (no room, no luck, {"status":507}). ' +
        'Mend that, or return another handler.',
    );
    expect(checkpoint.lastPath).toBeUndefined();
    await feedEpochs(new ModelCheckpoint(() => handler([])), toyModel(), losses(1));
  });
});
