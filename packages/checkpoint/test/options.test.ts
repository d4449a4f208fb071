import '@cb-tooling/backend';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { ModelCheckpoint, type ModelCheckpointOptions } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What the constructor says; nothing if it takes the options. */
function complaint(options: object, ...filepath: unknown[]): string | undefined {
  try {
    const [path] = filepath.length > 0 ? filepath : ['a-{epoch}'];
    new ModelCheckpoint(path as string, options as ModelCheckpointOptions);
    return undefined;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

const BATCHES = "Pass 'epoch', or a whole number of batches, 1 or more.";
const COUNT = 'Pass a whole number of checkpoints, 1 or more.';
const SECONDS = 'Pass a number of seconds above 0.';
const DIRECTION = "Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.";

const WEIGHTS_ALONE =
  'A ENDING file holds weights alone. Pass `saveWeightsOnly: true`, or a path that ends in .keras or .h5.';

describe('an option of the wrong type or outside its range says what it got and what to pass', () => {
  test.each<[keyof ModelCheckpointOptions, unknown, string, string]>([
    ['monitor', 5, 'TypeError', 'is 5. Pass a string.'],
    ['monitor', '', 'RangeError', 'is "". Pass a string that is not empty.'],
    ['mode', 'up', 'RangeError', "is \"up\". Pass 'auto', 'min', 'max'."],
    ['verbose', 0.5, 'RangeError', 'is 0.5. Pass a whole number: 0 prints nothing, 1 prints.'],
    ['verbose', true, 'TypeError', 'is true. Pass a whole number: 0 prints nothing, 1 prints.'],
    ['saveBestOnly', 1, 'TypeError', 'is 1. Pass true or false.'],
    ['saveWeightsOnly', 'no', 'TypeError', 'is "no". Pass true or false.'],
    ['saveLast', null, 'TypeError', 'is null. Pass true or false.'],
    ['saveOnInterrupt', {}, 'TypeError', 'is an object. Pass true or false.'],
    ['async', 0, 'TypeError', 'is 0. Pass true or false.'],
    ['strict', [], 'TypeError', 'is an array. Pass true or false.'],
    ['onError', 'ignore', 'RangeError', "is \"ignore\". Pass 'throw', 'warn'."],
    ['period', 0, 'RangeError', 'is 0. Pass a whole number of epochs, 1 or more.'],
    ['period', 1.5, 'RangeError', 'is 1.5. Pass a whole number of epochs, 1 or more.'],
    ['period', Number.NaN, 'RangeError', 'is NaN. Pass a whole number of epochs, 1 or more.'],
    ['period', '2', 'TypeError', 'is "2". Pass a whole number of epochs, 1 or more.'],
    ['saveFreq', 0, 'RangeError', `is 0. ${BATCHES}`],
    ['saveFreq', -3, 'RangeError', `is -3. ${BATCHES}`],
    ['saveFreq', 2.5, 'RangeError', `is 2.5. ${BATCHES}`],
    ['saveFreq', Number.NaN, 'RangeError', `is NaN. ${BATCHES}`],
    ['saveFreq', 'batch', 'RangeError', `is "batch". ${BATCHES}`],
    ['saveFreq', true, 'TypeError', `is true. ${BATCHES}`],
    ['trainTimeInterval', 0, 'RangeError', `is 0. ${SECONDS}`],
    ['trainTimeInterval', -1, 'RangeError', `is -1. ${SECONDS}`],
    ['trainTimeInterval', Number.NaN, 'RangeError', `is NaN. ${SECONDS}`],
    ['trainTimeInterval', Number.POSITIVE_INFINITY, 'RangeError', `is Infinity. ${SECONDS}`],
    ['trainTimeInterval', '60', 'TypeError', `is "60". ${SECONDS}`],
    ['initialValueThreshold', Number.NaN, 'RangeError', 'is NaN. Pass a finite number.'],
    ['initialValueThreshold', '1', 'TypeError', 'is "1". Pass a finite number.'],
    ['saveTopK', 0, 'RangeError', `is 0. ${COUNT}`],
    ['saveTopK', -1, 'RangeError', `is -1. ${COUNT}`],
    ['saveTopK', 1.5, 'RangeError', `is 1.5. ${COUNT}`],
    ['saveTopK', Number.NaN, 'RangeError', `is NaN. ${COUNT}`],
    ['saveTopK', true, 'TypeError', `is true. ${COUNT}`],
    ['keepLast', 0, 'RangeError', `is 0. ${COUNT}`],
    ['keepLast', 2.5, 'RangeError', `is 2.5. ${COUNT}`],
    ['keepLast', '3', 'TypeError', `is "3". ${COUNT}`],
  ])('%s: %s', (option, value, kind, rest) => {
    expect(complaint({ [option]: value })).toBe(`${kind}: ModelCheckpoint: option \`${option}\` ${rest}`);
  });

  test.each([{ saveFreq: 1 }, { trainTimeInterval: 0.001 }, { saveTopK: 1 }, { keepLast: 1 }, { period: 1 }])(
    'the smallest that can be passed: %o',
    (options) => {
      expect(complaint({ monitor: 'loss', ...options })).toBeUndefined();
    },
  );

  test.each([
    [
      'minDelta',
      'TypeError: ModelCheckpoint: option `minDelta` is unknown. Pass one of async, initialValueThreshold, ' +
        'keepLast, mode, monitor, onError, period, saveBestOnly, saveFreq, saveLast, saveOnInterrupt, saveTopK, ' +
        'saveWeightsOnly, strict, trainTimeInterval, verbose.',
    ],
    ['save_best_only', 'TypeError: ModelCheckpoint: option `save_best_only` is unknown. Did you mean `saveBestOnly`?'],
  ])('an unknown option: %s', (option, message) => {
    expect(complaint({ [option]: 1 })).toBe(message);
  });
});

describe('options that exclude each other', () => {
  test.each([
    [
      { saveTopK: 2, keepLast: 3, monitor: 'loss' },
      'option `keepLast` is 3. Pass it without `saveTopK`: they exclude each other.',
    ],
    [
      { saveFreq: 5, trainTimeInterval: 60 },
      'option `trainTimeInterval` is 60. Pass it without `saveFreq`: they exclude each other.',
    ],
    [
      { saveFreq: 5, saveBestOnly: true },
      'option `saveFreq` is 5. Checkpoints within epochs cannot go by `val_loss`, because batches have no validation ' +
        "metrics. Pass `monitor: 'loss'`, or leave the option out.",
    ],
    [
      { trainTimeInterval: 9, saveTopK: 2, monitor: 'val_acc' },
      'option `trainTimeInterval` is 9. Checkpoints within epochs cannot go by `val_acc`, because batches have no ' +
        "validation metrics. Pass `monitor: 'loss'`, or leave the option out.",
    ],
    [{ monitor: 'quality', saveBestOnly: true }, `option \`monitor\` is "quality". ${DIRECTION}`],
    [{ monitor: 'quality', saveTopK: 1 }, `option \`monitor\` is "quality". ${DIRECTION}`],
  ])('%o', (options, message) => {
    expect(complaint(options)).toBe(`RangeError: ModelCheckpoint: ${message}`);
  });

  test("saveFreq: 'epoch' excludes nothing, and a metric that does not decide may have any name", () => {
    expect(complaint({ saveFreq: 'epoch', trainTimeInterval: 5, monitor: 'quality' })).toBeUndefined();
    expect(complaint({ saveFreq: 5, keepLast: 1 })).toBeUndefined();
  });

  test.each([
    [{ saveFreq: 5 }, 'saveFreq'],
    [{ trainTimeInterval: 5 }, 'trainTimeInterval'],
  ])('period is not used beside %o, which is one warning', (options, instead) => {
    new ModelCheckpoint('a', options);
    new ModelCheckpoint('a', { period: 2, saveFreq: 'epoch' });
    expect(warn).not.toHaveBeenCalled();
    new ModelCheckpoint('a', { ...options, period: 1 });
    expect(warn.mock.calls).toEqual([
      [`ModelCheckpoint: option \`period\` is not used, because \`${instead}\` says when to save.`],
    ]);
  });
});

describe('a filepath that cannot work', () => {
  const needsField =
    "Each checkpoint needs a name of its own. Pass a `filepath` with a field, such as 'weights.{epoch:02d}'.";
  const noValidation =
    'Batches have no validation metrics, so `{val_acc}` cannot be filled. Use metrics of training, or leave `saveFreq` ' +
    'and `trainTimeInterval` out.';

  test.each<[unknown, object, string]>([
    [
      undefined,
      {},
      'TypeError: ModelCheckpoint: option `filepath` is undefined. Pass a path, a file:// URL, or a function that ' +
        'returns a tf.io.IOHandler.',
    ],
    ['', {}, 'RangeError: ModelCheckpoint: option `filepath` is "". Pass a path.'],
    [
      '.',
      {},
      'RangeError: ModelCheckpoint: option `filepath` is ".". Pass the path of a directory of its own, such as ' +
        "'checkpoints/best'.",
    ],
    [
      'a-{batch}',
      {},
      'RangeError: ModelCheckpoint: option `filepath` is "a-{batch}". A checkpoint is written at the end of an epoch. ' +
        'Use `{epoch}`.',
    ],
    [
      'a-{val_acc}',
      { saveFreq: 5 },
      `RangeError: ModelCheckpoint: option \`filepath\` is "a-{val_acc}". ${noValidation}`,
    ],
    [
      '{val_acc:.2f}',
      { trainTimeInterval: 5 },
      `RangeError: ModelCheckpoint: option \`filepath\` is "{val_acc:.2f}". ${noValidation}`,
    ],
    ['a', { saveTopK: 2, monitor: 'loss' }, `RangeError: ModelCheckpoint: option \`saveTopK\` is 2. ${needsField}`],
    [
      'runs/last',
      { saveLast: true },
      'RangeError: ModelCheckpoint: option `saveLast` is true. Give `filepath` another name: `last` is that of this option.',
    ],
    ['a', { keepLast: 3 }, `RangeError: ModelCheckpoint: option \`keepLast\` is 3. ${needsField}`],
    [
      'indexeddb://m-{epoch}',
      {},
      'RangeError: ModelCheckpoint: option `filepath` is "indexeddb://m-{epoch}". It is not in the file system. Pass a ' +
        'path or a file:// URL; for another place, a function that returns a tf.io.IOHandler.',
    ],
    [
      'file:///100%/{epoch}',
      {},
      'RangeError: ModelCheckpoint: option `filepath` is "file:///100%/{epoch}". It cannot be made a path (URI ' +
        'malformed). Pass a path or a file:/// URL.',
    ],
  ])('%s with %o', (filepath, options, message) => {
    expect(complaint(options, filepath)).toBe(message);
  });

  test.each([
    ['best.weights.h5', {}, WEIGHTS_ALONE],
    ['best.safetensors', { saveWeightsOnly: false }, WEIGHTS_ALONE],
    [
      'best.KERAS',
      { saveWeightsOnly: true },
      'A .KERAS file holds a whole model. Leave `saveWeightsOnly` out, or pass a path that ends in .weights.h5.',
    ],
    ['best.h5/', {}, 'Leave the separator at its end out: its ending is that of a file.'],
  ])('the ending of %s with %o', (filepath, options, remedy) => {
    const of = filepath.slice('best'.length);
    expect(complaint(options, filepath)).toBe(
      `RangeError: ModelCheckpoint: option \`filepath\` is "${filepath}". ${remedy.replace('ENDING', of)}`,
    );
  });
});

test('a constructor writes nothing', () => {
  const directory = temporaryDirectory();
  new ModelCheckpoint(join(directory, 'a', '{epoch}'), { saveLast: true, saveOnInterrupt: true });
  expect(readdirSync(directory)).toEqual([]);
});
