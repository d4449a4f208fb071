import '@cb-tooling/backend';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { directionOf } from '@cb/core/monitor';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { decode, optionsOf, replay, type Trace } from '@cb-tooling/keras-oracle';
import { memory } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback, type LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { fileHandler, formatFilepath, loadModel, ModelCheckpoint, type ModelCheckpointOptions } from '../src/index.js';
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
    'ModelCheckpoint',
    'fileHandler',
    'formatFilepath',
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

const fixture = new URL('fixtures/keras-traces.json', import.meta.url);
const traces: Trace[] = JSON.parse(readFileSync(fixture, 'utf8'));
const agreed = traces.filter(({ recommended, rounding }) => recommended.verdict !== 'differs' && !rounding.length);

describe(`agrees with Keras in ${agreed.length} recorded cases`, () => {
  type Options = ModelCheckpointOptions & { filepath: string; saveFreq?: 'epoch' };

  interface Observed {
    saved: { kind: string; path: string }[];
    best: number | undefined;
  }

  test.each(agreed)('$oracle $id', async (trace) => {
    const directory = temporaryDirectory();
    const { filepath, saveFreq: _, ...options } = optionsOf<Options>(trace);
    const make = () => new ModelCheckpoint(join(directory, withoutEnding(filepath)), options);
    const refusal = refusalOf(options);
    if (refusal !== undefined) return expect(make).toThrow(refusal);

    const observed: Observed[] = [];
    const listen = (print: (line: string) => void) =>
      info.mockImplementation((line) => print(line.replaceAll(`${directory}/`, '')));
    const observe = ({ best, lastPath }: ModelCheckpoint) => {
      observed.push({ saved: lastPath === undefined ? [] : takeAway(directory, lastPath), best });
    };
    const replayed = replay(withoutFailedSaves(trace), make(), observe, listen);
    const epochs = trace.runs.flatMap((run) => run.epochs).filter((epoch) => !('error' in epoch));
    if (trace.error?.type === 'KeyError') {
      await expectUnfilled(replayed, () => observed[epochs.length]?.saved);
    } else {
      const lines = (await replayed).flatMap(({ stdout }) => stdout);
      const isSpoken = trace.oracle === 'keras-3.15.1' && trace.recommended.stdout;
      if (isSpoken) expect(lines).toEqual(epochs.flatMap(({ stdout }) => stdout.map(withoutEnding)));
    }
    const expected = epochs.map(({ expected }, index) => stateIn(expected, observed[index]?.best));
    // A name that the fit cannot report is refused before the first epoch.
    expect(observed.slice(0, epochs.length)).toEqual(observed.length === 0 ? [] : expected);
  });

  /** Here the ending decides the format; every name of a recording is the name of a directory. */
  function withoutEnding(name: string): string {
    return name.replace(/(\.weights)?\.(h5|hdf5|keras)$/, '');
  }

  function refusalOf({
    monitor = 'val_loss',
    mode = 'auto',
    period = 1,
    saveBestOnly,
  }: Options | ModelCheckpointOptions) {
    if (!['auto', 'min', 'max'].includes(mode)) return 'option `mode` is';
    if (period < 1) return 'option `period` is';
    if (saveBestOnly && directionOf(monitor, mode) === undefined) return 'is not known from its name';
    return undefined;
  }

  /** A recording ends at a save that fails, which is tested below: what Keras did before it is what counts. */
  function withoutFailedSaves(trace: Trace): Trace {
    if (trace.error === null || trace.error.type === 'KeyError') return trace;
    const runs = trace.runs.map((run) => ({ ...run, epochs: run.epochs.filter((epoch) => !('error' in epoch)) }));
    return { ...trace, runs };
  }

  /** Keras fills the template at every due epoch, we do when there is something to save. */
  async function expectUnfilled(replayed: Promise<unknown>, savedThen: () => object[] | undefined) {
    const outcome = await replayed.then(
      () => 'no error',
      (error: Error) => error.message,
    );
    if (outcome === 'no error') expect(savedThen()).toEqual([]);
    else expect(outcome).toMatch(/^ModelCheckpoint: cannot fill `\{.*\}` in `filepath`, because /);
  }

  /** What an epoch saved, moved out of the way, so that the next is seen even under the same name. */
  function takeAway(directory: string, path: string): Observed['saved'] {
    const json = join(path, 'model.json');
    if (!existsSync(json)) return [];
    const kind = 'modelTopology' in JSON.parse(readFileSync(json, 'utf8')) ? 'full' : 'weights';
    rmSync(path, { recursive: true });
    return [{ kind, path: path.slice(directory.length + 1) }];
  }

  /** Before the first value Keras 3 has `None` as best and Keras 2 the worst number. */
  function stateIn(expected: Record<string, unknown>, ours: number | undefined): Observed {
    const { saved, best } = expected as { saved: Observed['saved']; best: unknown };
    const isNone = best === null || best === 'Infinity' || best === '-Infinity';
    return {
      saved: saved.map(({ kind, path }) => ({ kind, path: withoutEnding(path) })),
      best: isNone && ours === undefined ? undefined : (decode(best) as number),
    };
  }
});

const losses = (...values: number[]) => values.map((loss) => ({ loss }));

describe('a save that fails', () => {
  test('ends training with its error, and the best is the one that is on the disk', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{loss:.0f}'), { monitor: 'loss', saveBestOnly: true });
    writeFileSync(join(directory, '2'), 'in the way');
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2, 1))).rejects.toThrow(
      `fileHandler: cannot save to "${join(directory, '2')}" (${join(directory, '2')} is a file, and a checkpoint is a ` +
        'directory). What was saved there before is unharmed. Pass another path.',
    );
    expect([checkpoint.best, checkpoint.bestPath, checkpoint.lastPath]).toEqual([
      3,
      join(directory, '3'),
      join(directory, '3'),
    ]);
    rmSync(join(directory, '2'));
    await feedEpochs(checkpoint, toyModel(), losses(2.4));
    expect(checkpoint.best).toBeCloseTo(2.4, 6);
  });

  test('keeps no tensor', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    writeFileSync(join(directory, 'model'), 'in the way');
    await expect(train(model, 1, [new ModelCheckpoint(join(directory, 'model'))])).rejects.toThrow('cannot save to');
    const before = memory().numTensors;
    const checkpoint = new ModelCheckpoint(join(directory, 'model'));
    checkpoint.setModel(model);
    await expect(checkpoint.onEpochEnd(0, {})).rejects.toThrow('cannot save to');
    expect(memory().numTensors).toBe(before);
  });
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
          'a file, and a checkpoint is a directory). Pass another path.',
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
      /^ModelCheckpoint: cannot save to "\/proc\/none\/below" \(ENOENT: .*\/proc\/model\.json.*\)\. Mend that, or pass another path\.$/,
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

  test('does not matter without saveBestOnly, nor does a name that says nothing', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'), { monitor: 'quality' });
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    expect(checkpoint.lastPath).toMatch(/2$/);
    expect([checkpoint.best, checkpoint.bestPath]).toEqual([undefined, undefined]);
    expect(warn).not.toHaveBeenCalled();
  });
});

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

  test('are printed only when verbose', async () => {
    const checkpoint = new ModelCheckpoint(join(temporaryDirectory(), 'm'));
    await feedEpochs(checkpoint, toyModel(), losses(1));
    expect(info).not.toHaveBeenCalled();
  });
});

describe('a wrong option throws in the constructor', () => {
  const directory = 'Pass the path of a directory.';
  const endings = ['.h5', '.hdf5', '.keras', '.safetensors', '.weights.h5', '.H5'];

  test.each<[string, () => unknown, string]>([
    [
      'no filepath',
      () => new ModelCheckpoint(undefined as never),
      'option `filepath` is undefined. Pass a path, a file:// URL, or a function that returns a tf.io.IOHandler.',
    ],
    ['an empty filepath', () => new ModelCheckpoint(''), `option \`filepath\` is "". ${directory}`],
    [
      '{batch}',
      () => new ModelCheckpoint('a-{batch}'),
      'option `filepath` is "a-{batch}". A checkpoint is written at the end of an epoch. Use `{epoch}`.',
    ],
    [
      'period 0',
      () => new ModelCheckpoint('a', { period: 0 }),
      'option `period` is 0. Pass a whole number of epochs, 1 or more.',
    ],
    [
      'an unknown direction',
      () => new ModelCheckpoint('a', { monitor: 'quality', saveBestOnly: true }),
      "option `monitor` is \"quality\". Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.",
    ],
    [
      'an unknown mode, used or not',
      () => new ModelCheckpoint('a', { mode: 'up' as never }),
      "option `mode` is \"up\". Pass 'auto', 'min', 'max'.",
    ],
    [
      'minDelta, which Keras has not',
      () => new ModelCheckpoint('a', { minDelta: 1 } as never),
      'option `minDelta` is unknown. Pass one of mode, monitor, period, saveBestOnly, saveWeightsOnly, verbose.',
    ],
    [
      "an option in Python's spelling",
      () => new ModelCheckpoint('a', { save_best_only: true } as never),
      'option `save_best_only` is unknown. Did you mean `saveBestOnly`?',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(`ModelCheckpoint: ${message}`);
  });

  test.each(endings)('an ending that stands for another format: %s', (ending) => {
    const shown = ending.split('.').at(-1);
    expect(() => new ModelCheckpoint(`best${ending}`)).toThrow(
      `ModelCheckpoint: option \`filepath\` is "best${ending}". .${shown} files cannot be written. ` +
        'Leave the ending out: a directory is written.',
    );
  });

  test('a URL of another place', () => {
    expect(() => new ModelCheckpoint('indexeddb://m-{epoch}')).toThrow('ModelCheckpoint a function that returns one.');
  });

  test('a file URL that is none', () => {
    expect(() => new ModelCheckpoint('file:///100%/{epoch}')).toThrow('is not a file URL (URI malformed)');
  });
});

describe('a function as filepath', () => {
  test('that returns no handler with a save() is an error', async () => {
    for (const handler of [undefined, {}]) {
      await expect(feedEpochs(new ModelCheckpoint(() => handler as never), toyModel(), losses(1))).rejects.toThrow(
        'ModelCheckpoint: `filepath` returned no handler with a save(). Return a tf.io.IOHandler.',
      );
    }
  });

  test('whose handler reports errors has not saved', async () => {
    const handler = (errors: unknown[]) => ({ save: async () => ({ errors }) }) as never;
    const checkpoint = new ModelCheckpoint(() => handler(['no room', new Error('no luck'), { status: 507 }]));
    await expect(feedEpochs(checkpoint, toyModel(), losses(1))).rejects.toThrow(
      'ModelCheckpoint: the handler that `filepath` returned did not save epoch-01 (no room, no luck, {"status":507}). ' +
        'Mend that, or return another handler.',
    );
    expect(checkpoint.lastPath).toBeUndefined();
    await feedEpochs(new ModelCheckpoint(() => handler([])), toyModel(), losses(1));
  });

  test('gets the name, and the moment for a name of its own', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint((name, moment) =>
      fileHandler(join(directory, `${name} ${formatFilepath('{loss:.1f}', moment)}`)),
    );
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    expect(readdirSync(directory)).toEqual(['epoch-01 3.0', 'epoch-02 2.0']);
    expect(checkpoint.lastPath).toBe('epoch-02');
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
  expect(readdirSync(directory)).toHaveLength(5);
});
