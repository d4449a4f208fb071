import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directionOf, Monitor, type MonitorOptions, OptionReader, optionError, pythonRepr } from '../src/monitor.js';

describe('directionOf', () => {
  test.each([
    ['loss', 'min'],
    ['val_loss', 'min'],
    ['out1_loss', 'min'],
    ['accel_error', 'min'],
    ['mean_squared_error', 'min'],
    ['meanAbsolutePercentageError', 'min'],
    ['kullbackLeiblerDivergence', 'min'],
    ['cosineProximity', 'min'],
    ['cosine', 'min'],
    ['perplexity', 'min'],
    ['mse_1', 'min'],
    ['mse_12', 'min'],
    ['acc', 'max'],
    ['val_acc_1', 'max'],
    ['binaryAccuracy', 'max'],
    ['output_auc', 'max'],
    ['val_f1', 'max'],
    ['fmeasure_macro', 'max'],
    ['cosine_similarity', 'max'],
    ['r2_score', 'max'],
    ['r_2_score', 'max'],
    ['mean_io_u', 'max'],
    ['dice', 'max'],
    ['accuracy_loss', 'min'],
  ] as const)('%s is better when it is %s', (metric, direction) => {
    expect(directionOf(metric, 'auto')).toBe(direction);
  });

  test.each(['custom_metric', 'lr', 'val_quality', 'lossy'])('%s says nothing', (metric) => {
    expect(directionOf(metric, 'auto')).toBeUndefined();
  });

  /** The keys of a map of names in TensorFlow.js's own sources, which it does not export. */
  function keysOf(map: string, file: string): string[] {
    const layers = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-layers/package.json'));
    const source = readFileSync(join(layers, 'dist', file), 'utf8');
    const body = new RegExp(`${map} = {([^}]*)}`).exec(source)?.[1] ?? '';
    return body.split(',').map((name) => name.trim());
  }
  const names = [...keysOf('lossesMap', 'losses.js'), ...keysOf('metricsMap', 'metrics.js')];

  test(`the ${names.length} names of TensorFlow.js's losses and metrics all have a direction, for any output`, () => {
    expect(names.length).toBeGreaterThanOrEqual(26);
    const rising = ['binaryAccuracy', 'categoricalAccuracy', 'precision'];
    for (const name of names) {
      const direction = rising.includes(name) ? 'max' : 'min';
      for (const reported of [name, `val_${name}`, `output_${name}`, `val_dense_1_${name}`, `${name}_1`]) {
        expect(directionOf(reported, 'auto'), reported).toBe(direction);
      }
    }
  });

  test('an explicit mode wins over the name', () => {
    expect(directionOf('loss', 'max')).toBe('max');
  });
});

describe('Monitor', () => {
  test('an improvement is more than minDelta, in the direction of the metric', () => {
    const falling = new Monitor('loss', 'min', 0.5);
    expect([falling.improved(0.4, 1), falling.improved(0.5, 1), falling.improved(2, 1)]).toEqual([true, false, false]);
    const rising = new Monitor('acc', 'max', 0.5);
    expect([rising.improved(1.6, 1), rising.improved(1.5, 1), rising.improved(0, 1)]).toEqual([true, false, false]);
  });

  test('a tie is no improvement', () => {
    expect(new Monitor('loss', 'min').improved(1, 1)).toBe(false);
  });

  test('the sign of minDelta does not matter', () => {
    expect(new Monitor('loss', 'min', -0.5).improved(0.6, 1)).toBe(false);
  });

  test('minDelta is added to the value, not taken from the best, as in Keras', () => {
    expect(new Monitor('loss', 'min', 0.1).improved(0.3, 0.4)).toBe(0.3 + 0.1 < 0.4);
  });

  test('the first number improves, NaN and the worse infinity never do', () => {
    const falling = new Monitor('loss', 'min');
    expect(falling.improved(7, undefined)).toBe(true);
    expect(falling.improved(Number.NaN, undefined)).toBe(false);
    expect(falling.improved(Number.POSITIVE_INFINITY, undefined)).toBe(false);
    expect(falling.improved(Number.NaN, 7)).toBe(false);
    expect(falling.improved(Number.NEGATIVE_INFINITY, undefined)).toBe(true);
    const rising = new Monitor('acc', 'max');
    expect(rising.improved(-7, undefined)).toBe(true);
    expect(rising.improved(Number.NEGATIVE_INFINITY, undefined)).toBe(false);
  });

  test('is read from options with their defaults', () => {
    const monitor = Monitor.from(new OptionReader<MonitorOptions>('Stopper', {}), { minDelta: 1e-4 });
    expect(monitor).toMatchObject({ metric: 'val_loss', direction: 'min', minDelta: 1e-4 });
  });

  test('is read from options that are passed', () => {
    const read = new OptionReader<MonitorOptions>('Stopper', { monitor: 'lr', mode: 'max', minDelta: 0.5 });
    expect(Monitor.from(read)).toMatchObject({ metric: 'lr', direction: 'max', minDelta: 0.5 });
    read.done();
  });

  test('a name that says nothing asks for a mode', () => {
    const read = new OptionReader<MonitorOptions>('Stopper', { monitor: 'val_quality' });
    expect(() => Monitor.from(read)).toThrow(
      new RangeError(
        'Stopper: option `monitor` is "val_quality". Whether it should rise or fall is not known from its name. ' +
          "Pass `mode: 'max'` or `mode: 'min'`.",
      ),
    );
  });

  test('a misspelt mode names the modes', () => {
    const read = new OptionReader<MonitorOptions>('Stopper', { mode: 'mni' as never });
    expect(() => Monitor.from(read)).toThrow(
      new RangeError("Stopper: option `mode` is \"mni\". Pass 'auto', 'min', 'max'."),
    );
  });
});

describe('OptionReader', () => {
  interface Options {
    patience?: number;
    verbose?: number;
    name?: string;
    restore?: boolean;
    baseline?: number;
  }
  const read = (options: unknown) => new OptionReader<Options>('Stopper', options as Options);
  const patience = (value: unknown) =>
    read({ patience: value }).whole('patience', 0, { min: 0, meaning: 'a whole number of epochs, 0 or more' });

  test.each([
    [-1, RangeError, '-1'],
    [1.5, RangeError, '1.5'],
    [Number.NaN, RangeError, 'NaN'],
    [Number.POSITIVE_INFINITY, RangeError, 'Infinity'],
    ['3', TypeError, '"3"'],
    [null, TypeError, 'null'],
    [[3], TypeError, 'an array'],
    [{}, TypeError, 'an object'],
    [() => 3, TypeError, 'a function'],
  ])('a whole number is not %s', (value, kind, shown) => {
    expect(() => patience(value)).toThrow(
      new kind(`Stopper: option \`patience\` is ${shown}. Pass a whole number of epochs, 0 or more.`),
    );
    expect(() => patience(value)).toThrow(kind);
  });

  test('an absent option has its default, a zero is kept', () => {
    expect(read({}).whole('patience', 5, { meaning: '' })).toBe(5);
    expect(read(undefined).whole('patience', 5, { meaning: '' })).toBe(5);
    expect(patience(0)).toBe(0);
  });

  test('a whole number may be absent, where it has no default', () => {
    const whole = (patience: unknown) => read({ patience }).whole('patience', undefined, { meaning: 'm' });
    expect([whole(undefined), whole(2)]).toEqual([undefined, 2]);
    expect(() => whole(0.5)).toThrow(new RangeError('Stopper: option `patience` is 0.5. Pass m.'));
  });

  describe('a word or a whole number', () => {
    const frequency = (name?: unknown) =>
      read({ name }).wordOrWhole('name', 'epoch', ['epoch', 'never'], { min: 1, below: 9, meaning: 'a number' });

    test('is either, or the default', () => {
      expect([frequency(), frequency('never'), frequency(1), frequency(8)]).toEqual(['epoch', 'never', 1, 8]);
    });

    test.each([
      [0, RangeError, '0'],
      [9, RangeError, '9'],
      [1.5, RangeError, '1.5'],
      ['batch', RangeError, '"batch"'],
      [true, TypeError, 'true'],
      [[1], TypeError, 'an array'],
      [null, TypeError, 'null'],
    ])('is not %j', (value, kind, shown) => {
      const error = new kind(`Stopper: option \`name\` is ${shown}. Pass 'epoch', 'never', or a number.`);
      expect(() => frequency(value)).toThrow(error);
      expect(() => frequency(value)).toThrow(kind);
    });
  });

  test('a number lies below its bound', () => {
    const factor = (value: number) => read({ baseline: value }).number('baseline', 0.1, { below: 1, meaning: 'm' });
    expect(factor(0.99)).toBe(0.99);
    expect(() => factor(1)).toThrow('Stopper: option `baseline` is 1. Pass m.');
  });

  test('a number without a range is any that is finite', () => {
    const baseline = (value: unknown) => read({ baseline: value }).number('baseline', undefined);
    expect(baseline(-3.5)).toBe(-3.5);
    expect(() => baseline(Number.NEGATIVE_INFINITY)).toThrow(
      new RangeError('Stopper: option `baseline` is -Infinity. Pass a finite number.'),
    );
  });

  test('tells whether an option was passed, and knows it from then on', () => {
    const reader = read({ baseline: 0, verbose: undefined });
    expect([reader.has('baseline'), reader.has('verbose'), reader.has('name')]).toEqual([true, false, false]);
    reader.done();
  });

  test('null counts as absent where an option has no default', () => {
    expect(read({}).number('baseline', undefined)).toBeUndefined();
    expect(read({ baseline: null }).number('baseline', undefined)).toBeUndefined();
  });

  test('flags and strings keep their types', () => {
    expect(read({ restore: true }).flag('restore', false)).toBe(true);
    expect(() => read({ restore: 1 }).flag('restore', false)).toThrow(
      new TypeError('Stopper: option `restore` is 1. Pass true or false.'),
    );
    expect(() => read({ name: 1 }).string('name', 'x')).toThrow(
      new TypeError('Stopper: option `name` is 1. Pass a string.'),
    );
    expect(() => read({ name: '' }).string('name', 'x')).toThrow(
      new RangeError('Stopper: option `name` is "". Pass a string that is not empty.'),
    );
  });

  test('verbose takes every whole number from 0', () => {
    expect([0, 1, 2].map((verbose) => read({ verbose }).verbose())).toEqual([false, true, true]);
    expect(() => read({ verbose: -1 }).verbose()).toThrow(
      'Stopper: option `verbose` is -1. Pass a whole number: 0 prints nothing, 1 prints.',
    );
  });

  test('an unknown option is an error that suggests the one that was meant', () => {
    const reader = read({ Patience_: 1 });
    reader.whole('patience', 0, { meaning: '' });
    expect(() => reader.done()).toThrow(
      new TypeError('Stopper: option `Patience_` is unknown. Did you mean `patience`?'),
    );
  });

  test('an unknown option unlike any other lists what there is', () => {
    const reader = read({ restore: true, epsilon: 1 });
    reader.flag('restore', false);
    reader.whole('patience', 0, { meaning: '' });
    expect(() => reader.done()).toThrow(
      new TypeError('Stopper: option `epsilon` is unknown. Pass one of patience, restore.'),
    );
  });

  test.each([
    ['val_loss', '"val_loss"'],
    [null, 'null'],
    [[], 'an array'],
  ])('options are not %s', (options, shown) => {
    expect(() => read(options)).toThrow(
      new TypeError(`Stopper: the options are ${shown}. Pass an object, such as { verbose: 1 }.`),
    );
  });

  test('options that are none are an error with an example, which may be of the caller', () => {
    expect(() => new OptionReader('decay', 0.1 as never, '{ steps: 10 }')).toThrow(
      new TypeError('decay: the options are 0.1. Pass an object, such as { steps: 10 }.'),
    );
  });
});

test('optionError says who, what it got and what to do', () => {
  expect(optionError('A', 'b', 'c', 'Pass d.')).toEqual(new RangeError('A: option `b` is "c". Pass d.'));
});

test.each([
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [0.00010000000474974513, '0.00010000000474974513'],
  [1.5e-7, '1.5e-07'],
  [1, '1.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [123.25, '123.25'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [-2.5e100, '-2.5e+100'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('pythonRepr(%d) is %s', (value, text) => {
  expect(pythonRepr(value)).toBe(text);
});
