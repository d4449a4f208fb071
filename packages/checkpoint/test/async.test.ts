import '@cb-tooling/backend';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedEpochs } from '@cb/core/testing';
import { memory } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback, type LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { fileHandler, type HandlerOf, ModelCheckpoint, type ModelCheckpointOptions } from '../src/index.js';
import { checkpointsIn, listedIn, losses, weightsIn, weightsOf } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel, train } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Saves into a directory, but so slowly that training goes on meanwhile. */
function slowly(directory: string, log: string[] = []): HandlerOf {
  return async (name) => {
    log.push(`begin ${name}`);
    await sleep(40);
    const { save, ...handler } = fileHandler(join(directory, name));
    return {
      ...handler,
      remove: async () => rmSync(join(directory, name), { recursive: true }),
      save: async (artifacts) => {
        const result = await save?.(artifacts);
        log.push(`end ${name}`);
        return result as never;
      },
    };
  };
}

/** Notes each epoch, and the weights at its end. */
class Notes extends LayersCallback {
  readonly weights: Uint8Array[][] = [];
  readonly #log: string[];

  constructor(log: string[] = []) {
    super();
    this.#log = log;
  }

  override async onEpochBegin(epoch: number) {
    this.#log.push(`epoch ${epoch + 1}`);
  }

  override async onEpochEnd() {
    this.weights.push(weightsOf((this as unknown as { model: LayersModel }).model));
  }
}

class Throws extends LayersCallback {
  override async onEpochEnd(epoch: number) {
    if (epoch === 1) throw new Error('the loss is odd');
  }
}

describe('a checkpoint holds the weights of its moment, bit for bit,', () => {
  test('though training goes on before they are read', async () => {
    const directory = temporaryDirectory();
    const log: string[] = [];
    const notes = new Notes(log);
    await train(toyModel(), 3, [notes, new ModelCheckpoint(slowly(directory, log), { async: true })]);
    expect(log.indexOf('epoch 2')).toBeLessThan(log.indexOf('end epoch-01'));
    for (const [index, weights] of notes.weights.entries()) {
      expect(await weightsIn(join(directory, `epoch-0${index + 1}`))).toEqual(weights);
    }
    expect(notes.weights[0]).not.toEqual(notes.weights[1]);
  });

  test('and the state of the optimizer', async () => {
    const [now, later] = [temporaryDirectory(), temporaryDirectory()];
    const of = (directory: string) => async (name: string) => fileHandler(join(directory, name));
    const checkpoints = [new ModelCheckpoint(of(now)), new ModelCheckpoint(slowly(later), { async: true })];
    await train(toyModel(), 3, checkpoints);
    for (const name of ['epoch-01', 'epoch-02', 'epoch-03']) {
      const [a, b] = await Promise.all([now, later].map((one) => fileHandler(join(one, name)).load?.()));
      expect(b?.weightData).toEqual(a?.weightData);
      expect(b?.weightSpecs).toEqual(a?.weightSpecs);
    }
  });
});

test('one checkpoint is written at a time, none is dropped, and all are there when fit resolves', async () => {
  const directory = temporaryDirectory();
  const log: string[] = [];
  await train(toyModel(), 3, [new ModelCheckpoint(slowly(directory, log), { async: true, saveFreq: 1 })]);
  const names = ['01-batch-0001', '01-batch-0002', '02-batch-0001', '02-batch-0002', '03-batch-0001', '03-batch-0002'];
  expect(log).toEqual(names.flatMap((name) => [`begin epoch-${name}`, `end epoch-${name}`]));
  expect(checkpointsIn(directory)).toEqual(names.map((name) => `epoch-${name}`));
});

test('files, the index and what is removed are as without async', async () => {
  const [now, later] = [temporaryDirectory(), temporaryDirectory()];
  const options = { monitor: 'loss', saveTopK: 2, saveLast: true } as const;
  for (const [directory, async] of [
    [now, false],
    [later, true],
  ] as const) {
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { ...options, async });
    await feedEpochs(checkpoint, toyModel(), losses(5, 3, 4, 9, 1));
    expect(checkpoint.bestPath).toBe(join(directory, '5'));
    expect(checkpoint.lastPath).toBe(join(directory, '5'));
  }
  expect(checkpointsIn(later)).toEqual(['2', '5', 'last']);
  expect(checkpointsIn(now)).toEqual(checkpointsIn(later));
  const facts = (directory: string) =>
    listedIn(directory).map(({ path, epoch, metrics }) => ({ path, epoch, metrics }));
  expect(facts(later)).toEqual(facts(now));
});

describe('a save that fails', () => {
  const options: ModelCheckpointOptions = { monitor: 'loss', saveBestOnly: true, async: true };

  /** The name 2 cannot be written. */
  function obstructed(more: ModelCheckpointOptions = {}) {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '2'), 'in the way');
    const message =
      `ModelCheckpoint: cannot save to "${join(directory, '2')}" (${join(directory, '2')} is a file, and should be ` +
      'a directory). What was saved there before is unharmed. Pass another path.';
    return { directory, message, checkpoint: new ModelCheckpoint(join(directory, '{epoch}'), { ...options, ...more }) };
  }

  test('is thrown at a hook that follows, and the best is the one on the disk', async () => {
    const { directory, checkpoint, message } = obstructed();
    const notes = new Notes();
    const many = losses(...Array.from({ length: 500 }, (_, epoch) => 500 - epoch));
    await expect(feedEpochs([notes, checkpoint], toyModel(), many)).rejects.toThrow(message);
    expect(notes.weights.length).toBeLessThan(500);
    await checkpoint.dispose();
    expect(checkpointsIn(directory)).not.toContain('2');
    expect(checkpoint.best).toBe(501 - Number(checkpoint.bestPath?.split('/').at(-1)));
    expect(checkpointsIn(directory)).toContain(checkpoint.bestPath?.split('/').at(-1));
  });

  test('is thrown by fit when it was the last one', async () => {
    const { checkpoint, message } = obstructed();
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2))).rejects.toThrow(message);
    expect(checkpoint.best).toBe(3);
    await feedEpochs(checkpoint, toyModel(), losses(2.5));
    expect(checkpoint.best).toBe(2.5);
  });

  test("is one warning with onError: 'warn', and training goes on", async () => {
    const { directory, checkpoint, message } = obstructed({ onError: 'warn' });
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2));
    expect(warn.mock.calls).toEqual([[message]]);
    expect(checkpoint.best).toBe(checkpointsIn(directory).includes('3') ? 2 : 3);
    await feedEpochs(checkpoint, toyModel(), losses(1.5), { initialEpoch: 5 });
    expect([checkpoint.best, checkpoint.bestPath]).toEqual([1.5, join(directory, '6')]);
  });

  test('takes nothing away that it would have displaced', async () => {
    const { directory, checkpoint } = obstructed({ onError: 'warn', saveBestOnly: false, saveTopK: 1 });
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    expect(checkpointsIn(directory)).toEqual(['1']);
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['1']);
  });

  test('is no unhandled rejection when another callback throws meanwhile; dispose() tells of it', async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listener);
    let fail = () => {};
    const fails: HandlerOf = (name) =>
      new Promise((_, reject) => {
        fail = () => reject(new Error(`no room for ${name}`));
      });
    const checkpoint = new ModelCheckpoint(fails, { async: true, saveFreq: 3 });
    await expect(train(toyModel(), 3, [checkpoint, new Throws()])).rejects.toThrow('the loss is odd');
    fail();
    await sleep(10);
    await expect(Promise.resolve(checkpoint.dispose())).rejects.toThrow('no room for epoch-02-batch-0001');
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});

describe('tensors', () => {
  test('are all released when fit resolves, however many epochs there were', async () => {
    const model = toyModel();
    const directory = temporaryDirectory();
    const run = (epochs: number) =>
      train(model, epochs, [new ModelCheckpoint(join(directory, '{epoch}'), { async: true, saveLast: true })]);
    await run(1);
    const before = memory().numTensors;
    await run(4);
    expect(memory().numTensors).toBe(before);
  });

  test('are released when a save fails', async () => {
    const model = toyModel();
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '2'), 'in the way');
    const run = () =>
      train(model, 2, [new ModelCheckpoint(join(directory, '{epoch}'), { async: true, onError: 'warn' })]);
    await run();
    const before = memory().numTensors;
    await run();
    expect(memory().numTensors).toBe(before);
    expect(warn).toHaveBeenCalledTimes(2);
  });
});

test('a decision compares with the value that is still being written', async () => {
  const directory = temporaryDirectory();
  const log: string[] = [];
  const checkpoint = new ModelCheckpoint(slowly(directory, log), { monitor: 'loss', saveBestOnly: true, async: true });
  await feedEpochs(checkpoint, toyModel(), losses(2, 3, 1));
  expect(checkpointsIn(directory)).toEqual(['epoch-01', 'epoch-03']);
  expect(existsSync(join(directory, 'epoch-02'))).toBe(false);
});
