import '@cb-tooling/backend';
import { join } from 'node:path';
import { BackupAndRestore, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { Callback, getLearningRate } from '@cb/core';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { TensorBoard } from '@cb/tensorboard';
import {
  add,
  dispose,
  memory,
  ones,
  type Scalar,
  scalar,
  square,
  sum,
  tidy,
  train,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runLoop, VariableModel } from '../src/index.js';
import { line, numberIn, temporaryDirectory } from './toy-training.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a callback that needs no LayersModel works', () => {
  test('EarlyStopping, which puts the best variables back', async () => {
    const { model, slope } = line();
    const callbacks = [new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true })];
    const losses = [3, 1, 2, 2, 2];
    const step = ({ epoch }: { epoch: number }) => {
      slope.assign(scalar(epoch));
      return { loss: losses[epoch] as number };
    };
    const { epoch } = await runLoop({ model, epochs: 5, batchesPerEpoch: 1, step, callbacks });
    expect(epoch).toEqual([0, 1, 2, 3]);
    expect(numberIn(slope)).toBe(1);
  });

  test('EarlyStopping, also when the loop is left early', async () => {
    const { model, slope } = line();
    const callbacks = [new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true })];
    const step = ({ epoch }: { epoch: number }) => {
      if (epoch === 2) throw new Error('a fault');
      tidy(() => slope.assign(scalar(epoch)));
      return { loss: epoch };
    };
    const before = memory().numTensors;
    await expect(runLoop({ model, epochs: 5, batchesPerEpoch: 1, step, callbacks })).rejects.toThrow('a fault');
    expect(numberIn(slope)).toBe(0);
    expect(memory().numTensors).toBe(before);
  });

  test('ReduceLROnPlateau', async () => {
    const { model, optimizer } = line(train.adam(0.1));
    const callbacks = [new ReduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5 })];
    const step = () => ({ loss: 1 });
    const { history } = await runLoop({ model, epochs: 3, batchesPerEpoch: 1, step, callbacks });
    expect(history.learning_rate).toEqual([0.1, 0.1, 0.05]);
    expect(getLearningRate(optimizer)).toBe(0.025);
  });

  test('ModelCheckpoint of weights, which loadWeights() sets again by their names', async () => {
    const { model, step, values } = line();
    const path = join(temporaryDirectory(), 'line');
    const callbacks = [new ModelCheckpoint(path, { saveWeightsOnly: true })];
    await runLoop({ model, batchesPerEpoch: 3, step: ({ batch }) => ({ loss: step(batch) }), callbacks });
    const again = line();
    await loadWeights(again.model, path);
    expect(again.values()).toEqual(values());
  });

  test('TensorBoard, which says that there is no graph', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { model, step } = line();
    const logDir = temporaryDirectory();
    const loss = async (callbacks: Callback[]) =>
      runLoop({ model, batchesPerEpoch: 3, step: ({ batch }) => ({ loss: step(batch) }), callbacks });
    await loss([new TensorBoard({ logDir, updateFreq: 'batch' })]);
    expect(warn.mock.calls).toEqual([
      [
        'TensorBoard: the graph is left out. `model.toJSON` is there in a LayersModel alone, and this loop trains variables. ' +
          'Pass a LayersModel as `model`, or leave out the callback or the option that needs one.',
      ],
    ]);
    warn.mockClear();
    await loss([new TensorBoard({ logDir, writeGraph: false })]);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('what needs a LayersModel is an error before the first batch', () => {
  const NEEDS = (member: string) =>
    `\`model.${member}\` is there in a LayersModel alone, and this loop trains variables. ` +
    'Pass a LayersModel as `model`, or leave out the callback or the option that needs one.';
  const nameless = new (class Summary extends Callback {
    override async onTrainBegin() {
      this.model.summary();
    }
  })();
  const cases: [string, () => Callback, string][] = [
    ['ModelCheckpoint', () => new ModelCheckpoint(join(temporaryDirectory(), 'model')), NEEDS('toJSON')],
    ['ModelCheckpoint', () => new ModelCheckpoint(join(temporaryDirectory(), 'model.keras')), NEEDS('toJSON')],
    [
      'ModelCheckpoint',
      () => new ModelCheckpoint(join(temporaryDirectory(), 'm.weights.h5'), { saveWeightsOnly: true }),
      NEEDS('toJSON'),
    ],
    ['TensorBoard', () => new TensorBoard({ logDir: temporaryDirectory(), histogramFreq: 1 }), NEEDS('layers')],
    ['TensorBoard', () => new TensorBoard({ logDir: temporaryDirectory(), embeddingsFreq: 1 }), NEEDS('layers')],
    [
      'TensorBoard',
      () =>
        new TensorBoard({
          logDir: temporaryDirectory(),
          histogramFreq: 1,
          writeGrads: true,
          gradsData: [ones([1, 1]), ones([1, 1])],
        }),
      NEEDS('layers'),
    ],
    ['Summary', () => nameless, NEEDS('summary')],
  ];
  test.each(cases)('of %s', async (name, make, message) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const step = vi.fn(() => ({ loss: 1 }));
    const { model } = line();
    const run = runLoop({ model, batchesPerEpoch: 1, step, callbacks: [make()] });
    await expect(run).rejects.toThrow(new Error(`${name}: ${message}`, { cause: expect.anything() }));
    expect(step).not.toHaveBeenCalled();
  });
});

test('it has what a LayersModel inherits, or says that it has not', () => {
  const { model } = line();
  const has = ['constructor', 'weights', 'trainableWeights', 'getWeights', 'setWeights', 'optimizer', 'stopTraining'];
  const checked: string[] = [];
  for (let one = LayersModel.prototype; one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const name of Object.getOwnPropertyNames(one).filter((name) => !has.includes(name))) {
      expect(() => model[name as never], name).toThrow(`\`model.${name}\` is there in a LayersModel alone`);
      checked.push(name);
    }
  }
  expect(checked).toEqual(expect.arrayContaining(['predict', 'toJSON', 'getLayer', 'dispose', 'nonTrainableWeights']));
});

describe('weights', () => {
  test('are set all together, or not at all', () => {
    const { model, values } = line();
    const [one, two, list] = [scalar(1), scalar(2), zeros([2])];
    for (const wrong of [[one], [one, two, one], [one, list]]) {
      expect(() => model.setWeights(wrong)).toThrow(
        new RangeError('VariableModel: the values do not fit. Pass one for each of slope [], offset [].'),
      );
      expect(values()).toEqual([0, 0]);
    }
    const before = memory().numTensors;
    model.setWeights([one, two]);
    expect(model.getWeights().map(numberIn)).toEqual([1, 2]);
    expect(memory().numTensors).toBe(before);
  });

  test('that are not trained are kept, and are not trainable', () => {
    const fixed = variable(scalar(1), false);
    const free = variable(scalar(1));
    const model = new VariableModel({ variables: { fixed, free }, optimizer: train.sgd(0.1) });
    expect(model.weights.map(({ name }) => name)).toEqual(['fixed', 'free']);
    expect(model.trainableWeights.map(({ name }) => name)).toEqual(['free']);
  });
});

/** Two variables of different shapes, in the order in which an optimizer sees them, and in the other one. */
describe('a backup fits the optimizer', () => {
  const squares = (all: readonly Variable[]) =>
    all.map((one) => sum(square(one))).reduce((total, one) => add(total, one)) as Scalar;
  const make = (names: [string | undefined, string | undefined], reversed: boolean) => {
    const wide = variable(ones([2]), true, names[0]);
    const narrow = variable(ones([1]), true, names[1]);
    const optimizer = train.adam(0.1);
    const variables = reversed ? { narrow, wide } : { wide, narrow };
    const disposeAll = () => dispose([wide, narrow]);
    return { model: new VariableModel({ variables, optimizer }), optimizer, all: [wide, narrow], disposeAll };
  };
  test.each([
    [undefined, undefined, false],
    [undefined, undefined, true],
    ['zebra', 'ant', true],
    ['zebra', undefined, false],
  ] as const)('with variables named %s and %s, reversed %s', async (first, second, reversed) => {
    const directory = join(temporaryDirectory(), 'backup');
    const run = async (epochs: number) => {
      const { model, optimizer, all, disposeAll } = make([first, second], reversed);
      const backup = new BackupAndRestore(directory, { deleteCheckpoint: false });
      const place = await backup.restore(model);
      const step = () => {
        optimizer.minimize(() => squares(all));
        return {};
      };
      await runLoop({ model, epochs, batchesPerEpoch: 2, step, callbacks: [backup], ...place });
      const values = all.map((one) => [...one.dataSync()]);
      disposeAll();
      return values;
    };
    await run(2);
    const resumed = await run(4);
    const { model: _, ...rest } = make([undefined, undefined], false);
    for (let step = 0; step < 8; step++) {
      rest.optimizer.minimize(() => squares(rest.all));
    }
    expect(resumed).toEqual(rest.all.map((one) => [...one.dataSync()]));
  });

  test('and one that could not be restored is an error when it is taken', async () => {
    const { optimizer, all, model } = make([undefined, undefined], false);
    const part = new VariableModel({ variables: { wide: all[0] as never }, optimizer });
    optimizer.minimize(() => squares(all));
    const run = (trained: VariableModel) => {
      const callbacks = [new BackupAndRestore(join(temporaryDirectory(), 'backup'))];
      return runLoop({ model: trained, batchesPerEpoch: 1, step: () => ({}), callbacks });
    };
    await expect(run(part)).rejects.toThrow(
      'BackupAndRestore: what the optimizer remembers does not fit the trainable weights of the model, and could not be ' +
        'restored. Have it train all of them, in their order, and no others.',
    );
    await run(model);
  });
});
