import '@cb-tooling/backend';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Callback } from '@cb/core';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { dispose, fill, memory, type Optimizer, train as optimizers, randomUniform } from '@tensorflow/tfjs-core';
import {
  CallbackList,
  model as functional,
  initializers,
  input,
  Callback as LayersCallback,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, test, vi } from 'vitest';
import { BackupAndRestore, fileHandler, ModelCheckpoint } from '../src/index.js';
import { damage, weightsFile, weightsOf } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { stateOf, toyModel, train } from './toy-model.js';

/** Throws at the end of so many batches, as a fault in the training would. */
class Fault extends LayersCallback {
  #batches: number;

  constructor(batches: number) {
    super();
    this.#batches = batches;
  }

  override async onBatchEnd(): Promise<void> {
    if (--this.#batches === 0) throw new Error('a fault');
  }
}

function backupPath(): string {
  return join(temporaryDirectory(), 'backup');
}

/** What `console.warn` was given while something was done. */
async function warningsOf(action: () => Promise<unknown>): Promise<string[]> {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    await action();
    return warn.mock.calls.map(([message]) => message);
  } finally {
    warn.mockRestore();
  }
}

/** What a backup says of itself. */
function ownIn(path: string) {
  return JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')).userDefinedMetadata['@cb/checkpoint'];
}

/** The epoch and the step that a backup holds. */
function momentOf(path: string): number[] {
  const { epoch, step } = ownIn(path).facts;
  return [epoch, step];
}

describe('contract', () => {
  for (const deleteCheckpoint of [true, false]) {
    const make = (options?: object) => new BackupAndRestore(backupPath(), { deleteCheckpoint, ...options });
    for (const rule of callbackContract(make, compiledModel)) {
      test(`${rule.name}, with deleteCheckpoint ${deleteCheckpoint}`, rule.check);
    }
  }
});

describe('options', () => {
  const wrong: [unknown, unknown, ErrorConstructor, string][] = [
    ['', {}, RangeError, 'the directory is "". Pass the path of a directory.'],
    [5, {}, TypeError, 'the directory is 5. Pass the path of a directory.'],
    ['s3://bucket/b', {}, RangeError, 'the directory is "s3://bucket/b". Pass a path or a file:/// URL.'],
    ['b', 'epoch', TypeError, 'the options are "epoch". Pass an object, such as { saveFreq: 100 }.'],
    [
      'b',
      { saveFreq: 0 },
      RangeError,
      "option `saveFreq` is 0. Pass 'epoch', or a whole number of batches, 1 or more.",
    ],
    [
      'b',
      { saveFreq: 1.5 },
      RangeError,
      "option `saveFreq` is 1.5. Pass 'epoch', or a whole number of batches, 1 or more.",
    ],
    [
      'b',
      { saveFreq: 'batch' },
      RangeError,
      'option `saveFreq` is "batch". Pass \'epoch\', or a whole number of batches, 1 or more.',
    ],
    [
      'b',
      { saveFreq: true },
      TypeError,
      "option `saveFreq` is true. Pass 'epoch', or a whole number of batches, 1 or more.",
    ],
    ['b', { deleteCheckpoint: 1 }, TypeError, 'option `deleteCheckpoint` is 1. Pass true or false.'],
    [
      'b',
      { callbacks: null },
      TypeError,
      'option `callbacks` is null. Pass an array of callbacks with getState() and setState(): those of @cb packages.',
    ],
    [
      'b',
      { callbacks: [null] },
      TypeError,
      'option `callbacks` is an array. Pass an array of callbacks with getState() and setState(): those of @cb packages.',
    ],
    [
      'b',
      { callbacks: new Array(1) },
      TypeError,
      'option `callbacks` is an array. Pass an array of callbacks with getState() and setState(): those of @cb packages.',
    ],
    [
      'b',
      { callbacks: [new Fault(1)] },
      TypeError,
      'option `callbacks` is an array. Pass an array of callbacks with getState() and setState(): those of @cb packages.',
    ],
    ['b', { safeFreq: 1 }, TypeError, 'option `safeFreq` is unknown. Did you mean `saveFreq`?'],
  ];
  test.each(wrong)('%j with %j is refused', (dir, options, kind, message) => {
    const make = () => new BackupAndRestore(dir as string, options as object);
    expect(make).toThrow(kind);
    expect(make).toThrow(`BackupAndRestore: ${message}`);
  });
});

describe('a fit that threw is gone on with', () => {
  const seeded = (seed: number) => ({ kernelInitializer: initializers.glorotUniform({ seed }) });
  const KINDS: [string, () => LayersModel][] = [
    [
      'a sequential model',
      () =>
        sequential({
          layers: [
            layers.dense({ units: 3, inputShape: [2], activation: 'tanh', ...seeded(1) }),
            layers.batchNormalization(),
            layers.dense({ units: 1, ...seeded(2) }),
          ],
        }),
    ],
    [
      'a functional model',
      () => {
        const x = input({ shape: [2] });
        const hidden = layers.dense({ units: 3, activation: 'tanh', ...seeded(1) }).apply(x) as SymbolicTensor;
        return functional({
          inputs: x,
          outputs: layers.dense({ units: 1, ...seeded(2) }).apply(hidden) as SymbolicTensor,
        });
      },
    ],
  ];
  const WAYS: [string, typeof train][] = [
    ['fit', train],
    ['fitDataset', trainOnDataset],
  ];
  const CASES = KINDS.flatMap(([kind, make]) => WAYS.map(([way, run]) => [kind, way, make, run] as const));
  const compiled = (make: () => LayersModel) => {
    const model = make();
    model.compile({ optimizer: optimizers.adam(0.05), loss: 'meanSquaredError' });
    return model;
  };

  test.each(CASES)('%s, by %s', async (_kind, _way, make, run) => {
    const [dir, whole] = [backupPath(), compiled(make)];
    await run(whole, 6);
    const first = compiled(make);
    // Eight samples in two batches.
    await expect(run(first, 6, [new BackupAndRestore(dir), new Fault(7)])).rejects.toThrow('a fault');
    expect(momentOf(dir)).toEqual([3, 6]);
    const second = compiled(make);
    const backup = new BackupAndRestore(dir);
    expect(await backup.restore(second)).toEqual({ initialEpoch: 3 });
    await run(second, 6, [backup], 3);
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    expect(existsSync(dir)).toBe(false);
  });

  test('with the very model, optimizer and callbacks that it had', async () => {
    const [dir, [[, make]]] = [backupPath(), KINDS as [(typeof KINDS)[0]]];
    const [whole, model] = [compiled(make), compiled(make)];
    const together = () =>
      new ReduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 0.02, restoreBestWeights: true });
    await train(whole, 8, [together()]);
    const plateau = together();
    const backup = new BackupAndRestore(dir, { callbacks: [plateau] });
    for (const batches of [7, 3, 4]) {
      const { initialEpoch } = await backup.restore(model);
      await expect(train(model, 8, [plateau, backup, new Fault(batches)], initialEpoch)).rejects.toThrow('a fault');
    }
    const { initialEpoch } = await backup.restore(model);
    expect(initialEpoch).toBe(5);
    await train(model, 8, [plateau, backup], initialEpoch);
    expect(weightsOf(model)).toEqual(weightsOf(whole));
    expect(await stateOf(model.optimizer)).toEqual(
      (await stateOf(whole.optimizer)).map(([, values], index) => [
        expect.stringMatching(index === 0 ? /^iter$/ : /\/[mv]$/),
        values,
      ]),
    );
  });
});

/** As `train`, from a dataset that gives the same batches in each epoch. */
async function trainOnDataset(model: LayersModel, epochs: number, callbacks: object[] = [], initialEpoch = 0) {
  const batch = (seed: number) => ({
    xs: randomUniform([4, 2], 0, 1, 'float32', seed),
    ys: randomUniform([4, 1], 0, 1, 'float32', seed + 10),
  });
  const dataset = {
    size: 2,
    iterator: async () => {
      const seeds = [1, 2];
      return {
        next: async () => {
          const seed = seeds.shift();
          return seed === undefined ? { value: null, done: true } : { value: batch(seed), done: false };
        },
      };
    },
  };
  await model.fitDataset(dataset as never, { epochs, initialEpoch, verbose: 0, callbacks: callbacks as never });
}

test.each(['before', 'after'])('best weights go along, with the backup standing %s their callback', async (place) => {
  const dir = backupPath();
  const EPOCHS = [3, 1, 2, 2, 2, 2].map((loss) => ({ loss }));
  /** Trains until the weights tell the epoch, and throws in one of them. */
  const run = async (model: LayersModel, faultIn: number) => {
    const stopping = new EarlyStopping({ monitor: 'loss', patience: 4, restoreBestWeights: true });
    const backup = new BackupAndRestore(dir, { callbacks: [stopping] });
    const { initialEpoch } = await backup.restore(model);
    const train = (epoch: number) => {
      if (epoch === faultIn) throw new Error('a fault');
      const weights = model.getWeights().map(({ shape }) => fill(shape, epoch));
      model.setWeights(weights);
      dispose(weights);
    };
    const callbacks = place === 'before' ? [backup, stopping] : [stopping, backup];
    await feedEpochs(callbacks, model, EPOCHS.slice(initialEpoch), { initialEpoch, train });
    return stopping;
  };
  await expect(run(compiledModel(), 3)).rejects.toThrow('a fault');
  await expect(run(compiledModel(), 5)).rejects.toThrow('a fault');
  const model = compiledModel();
  const { best, bestEpoch, stoppedEpoch } = await run(model, -1);
  expect({ best, bestEpoch, stoppedEpoch }).toEqual({ best: 1, bestEpoch: 1, stoppedEpoch: 5 });
  expect(model.getWeights()[0]?.dataSync()[0]).toBe(1);
});

/** Goes on with something for a while after each epoch, as an asynchronous save does. */
class Slow extends Callback {
  finished = 0;

  override async onEpochEnd(): Promise<void> {
    this.background(sleep(60).then(() => this.finished++));
  }

  protected override saveState() {
    return { values: { callback: 'Slow', finished: this.finished } };
  }
}

describe('when a backup is taken, and how long it stays', () => {
  test('what callbacks do in the background is over by then', async () => {
    const dir = backupPath();
    const slow = new Slow();
    const seen: unknown[] = [];
    const look = new (class extends LayersCallback {
      override async onEpochBegin() {
        seen.push(...ownIn(dir).callbacks);
      }
    })();
    await train(toyModel(), 3, [new BackupAndRestore(dir, { callbacks: [slow] }), slow, look]);
    expect(seen).toEqual([0, 1, 2].map((finished) => ({ callback: 'Slow', version: 1, finished })));
  });

  test.each([
    [
      'epoch',
      [
        [0, 0],
        [0, 0],
        [1, 2],
        [1, 2],
        [2, 4],
        [2, 4],
      ],
    ],
    [
      1,
      [
        [0, 1],
        [0, 2],
        [1, 3],
        [1, 4],
        [2, 5],
        [2, 6],
      ],
    ],
    // The count begins anew with the backup of each epoch.
    [
      2,
      [
        [0, 0],
        [0, 2],
        [1, 2],
        [1, 4],
        [2, 4],
        [2, 6],
      ],
    ],
    [
      3,
      [
        [0, 0],
        [0, 0],
        [1, 2],
        [1, 2],
        [2, 4],
        [2, 4],
      ],
    ],
  ] as const)('saveFreq %j: what is there after each batch', async (saveFreq, expected) => {
    const dir = backupPath();
    const seen: number[][] = [];
    const look = new (class extends LayersCallback {
      override async onBatchEnd() {
        seen.push(momentOf(dir));
      }
    })();
    await train(toyModel(), 3, [new BackupAndRestore(dir, { saveFreq }), look]);
    expect(seen).toEqual(expected);
  });

  test('it goes when training ends, and what is not ours stays', async () => {
    const dir = backupPath();
    mkdirSync(dir);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    await train(toyModel(), 2, [new BackupAndRestore(dir)]);
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });

  test('with deleteCheckpoint off it stays, and says where training ended', async () => {
    const dir = backupPath();
    await train(toyModel(), 3, [new BackupAndRestore(dir, { deleteCheckpoint: false })]);
    expect(momentOf(dir)).toEqual([3, 6]);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  test('a directory that cannot be written to is an error before training', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    await expect(train(toyModel(), 1, [new BackupAndRestore(join(file, 'backup'))])).rejects.toThrow(
      `BackupAndRestore: cannot save to "${join(file, 'backup')}"`,
    );
  });
});

test('twenty backups and a restore leave no tensor', async () => {
  const dir = backupPath();
  const model = toyModel();
  const stopping = new EarlyStopping({ monitor: 'loss', patience: 99, restoreBestWeights: true });
  const run = async (epochs: number) => {
    const backup = new BackupAndRestore(dir, { callbacks: [stopping], deleteCheckpoint: false });
    const { initialEpoch } = await backup.restore(model);
    await train(model, epochs, [stopping, backup], initialEpoch);
  };
  await run(1);
  const before = memory().numTensors;
  await run(21);
  expect(memory().numTensors).toBe(before);
  // A state that no training takes up is kept until dispose().
  await new BackupAndRestore(dir, { callbacks: [stopping] }).restore(model);
  stopping.dispose();
  expect(memory().numTensors).toBe(before);
});

describe('what restore() refuses, with nothing changed', () => {
  const named = (units: number, optimizer: Optimizer = optimizers.adam(0.1)) => {
    const model = sequential({ layers: [layers.dense({ units, inputShape: [2], name: 'only' })] });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    return model;
  };
  const stopping = () => new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true });
  const plateau = () => new ReduceLROnPlateau({ monitor: 'loss' });
  const tamper = (path: string, change: (own: Record<string, unknown>) => void) => {
    const file = join(path, 'model.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    change(json.userDefinedMetadata['@cb/checkpoint']);
    writeFileSync(file, JSON.stringify(json));
  };

  const DAMAGED = 'Remove the directory to begin from the start, or pass another one.';
  const OTHER_MODEL = 'Build and compile the model as it was then.';
  const OTHER_CALLBACKS = 'Pass the same `callbacks`, in the same order.';
  interface Case {
    what: string;
    model?: () => LayersModel;
    callbacks?: () => Callback[];
    harm?: (path: string) => void;
    fault: string;
    remedy: string;
  }
  const CASES: Case[] = [
    {
      what: 'another model',
      model: () => named(2),
      fault: 'only/kernel is float32 [2,1] there and float32 [2,2] in the model',
      remedy: OTHER_MODEL,
    },
    {
      what: 'an optimizer of another class',
      model: () => named(1, optimizers.sgd(0.1)),
      fault: 'it holds the state of Adam, which does not fit the optimizer',
      remedy: OTHER_MODEL,
    },
    {
      what: 'a model that is not compiled',
      model: () => sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: 'only' })] }),
      fault: 'the model is not compiled',
      remedy: 'Call compile() before restore().',
    },
    {
      what: 'a callback too few',
      callbacks: () => [stopping()],
      fault: 'it holds the state of 2 callbacks, and 1 are given',
      remedy: OTHER_CALLBACKS,
    },
    {
      what: 'another order',
      callbacks: () => [plateau(), stopping()],
      fault: 'ReduceLROnPlateau: the state is that of EarlyStopping',
      remedy: OTHER_CALLBACKS,
    },
    {
      what: 'another second callback',
      callbacks: () => [stopping(), new ModelCheckpoint(temporaryDirectory())],
      fault: 'ModelCheckpoint: the state is that of ReduceLROnPlateau',
      remedy: OTHER_CALLBACKS,
    },
    {
      what: 'a flipped bit',
      harm: (path) => damage(weightsFile(path)),
      fault: 'the bytes of WEIGHTS have changed',
      remedy: DAMAGED,
    },
    {
      what: 'weights that were cut off',
      harm: (path) => truncateSync(weightsFile(path), 10),
      fault: 'WEIGHTS should have 52 bytes and has 10',
      remedy: DAMAGED,
    },
    {
      what: 'weights that are missing',
      harm: (path) => rmSync(weightsFile(path)),
      fault: 'WEIGHTS is missing',
      remedy: DAMAGED,
    },
    {
      what: 'an empty model.json',
      harm: (path) => truncateSync(join(path, 'model.json')),
      fault: 'Unexpected end of JSON input',
      remedy: DAMAGED,
    },
    {
      what: 'callbacks that are no list',
      harm: (path) => tamper(path, (own) => Object.assign(own, { callbacks: { length: 2 } })),
      fault: 'it is a model, and no backup',
      remedy: DAMAGED,
    },
    ...[{ optimizer: null }, { facts: 5 }, { callbacks: [null, {}] }, { optimizer: 'Adam' }].map((own) => ({
      what: `a note of ${JSON.stringify(own)}`,
      harm: (path: string) => tamper(path, (all) => Object.assign(all, own)),
      fault: 'what is noted of the training is damaged',
      remedy: DAMAGED,
    })),
    ...[{ epoch: -1 }, { epoch: 1.5 }, { epoch: 'one' }, { savedAt: 'then' }, { metrics: null }].map((facts) => ({
      what: `a note of ${JSON.stringify(facts)}`,
      harm: (path: string) => tamper(path, (own) => Object.assign(own.facts as object, facts)),
      fault: 'what is noted of a checkpoint is damaged',
      remedy: DAMAGED,
    })),
    ...[{ className: 5 }, { className: { toString: 'x' } }].map((optimizer) => ({
      what: `an optimizer with ${JSON.stringify(optimizer)}`,
      harm: (path: string) => tamper(path, (own) => Object.assign(own.optimizer as object, optimizer)),
      fault: 'what is noted of the training is damaged',
      remedy: DAMAGED,
    })),
    {
      what: 'an optimizer of another class',
      harm: (path) => tamper(path, (own) => Object.assign(own.optimizer as object, { className: 'SGD' })),
      fault: 'it holds the state of SGD, which does not fit the optimizer',
      remedy: OTHER_MODEL,
    },
    {
      what: 'a state of a callback without version',
      harm: (path) =>
        tamper(path, ({ callbacks }) => Object.assign((callbacks as object[])[0] as object, { version: null })),
      fault: 'EarlyStopping: the state has version null, and this release reads version 1',
      remedy: OTHER_CALLBACKS,
    },
  ];

  test.each(CASES)(
    '$what',
    async ({ model: make = () => named(1), callbacks: list, harm = () => {}, fault, remedy }) => {
      const path = backupPath();
      const kept = [stopping(), plateau()];
      await train(named(1), 1, [new BackupAndRestore(path, { callbacks: kept, deleteCheckpoint: false }), ...kept]);
      const weights = weightsFile(path).split('/').at(-1) as string;
      harm(path);
      const model = make();
      const callbacks = list?.() ?? [stopping(), plateau()];
      const everything = async () => ({
        weights: weightsOf(model),
        optimizer: model.optimizer && [model.optimizer.iterations, await stateOf(model.optimizer)],
        callbacks: callbacks.map((callback) => callback.getState()),
        tensors: memory().numTensors,
      });
      const before = await everything();
      const error: Error = await new BackupAndRestore(path, { callbacks }).restore(model).catch((one) => one);
      expect(error.message).toBe(
        `BackupAndRestore: cannot go on from "${path}" (${fault.replace('WEIGHTS', weights)}). ${remedy}`,
      );
      expect(await everything()).toEqual(before);
      if (!model.optimizer) return;
      // No callback goes on from a state of the backup either.
      await feedEpochs(callbacks, model, [{ loss: 5 }]);
      expect((callbacks.find((one) => one instanceof EarlyStopping) as EarlyStopping).best).toBe(5);
    },
  );

  test('a model.json that cannot be read, of which nobody says that it is no backup', async () => {
    const path = temporaryDirectory();
    symlinkSync('model.json', join(path, 'model.json'));
    await expect(train(toyModel(), 1, [new BackupAndRestore(path)])).rejects.toThrow(
      /^BackupAndRestore: cannot save to ".*" \(ELOOP: .*\)\. Mend that, or pass another path\.$/,
    );
  });

  test('a directory with a model, and fit() does not replace it', async () => {
    const path = temporaryDirectory();
    await toyModel().save(fileHandler(path));
    const before = readFileSync(join(path, 'model.json'), 'utf8');
    await expect(new BackupAndRestore(path).restore(toyModel())).rejects.toThrow(
      `BackupAndRestore: cannot go on from "${path}" (it is a model, and no backup). ${DAMAGED}`,
    );
    await expect(train(toyModel(), 1, [new BackupAndRestore(path)])).rejects.toThrow(
      `BackupAndRestore: cannot back up to "${path}" (its model.json is that of no backup). Pass a directory of its own.`,
    );
    expect(readFileSync(join(path, 'model.json'), 'utf8')).toBe(before);
    expect(readdirSync(path)).toHaveLength(2);
  });
});

describe('mistakes around restore()', () => {
  const ended = async () => {
    const path = backupPath();
    await train(toyModel(), 2, [new BackupAndRestore(path, { deleteCheckpoint: false })]);
    return path;
  };

  test('where there is no directory, training begins with epoch 0', async () => {
    const path = backupPath();
    expect(await new BackupAndRestore(path).restore(toyModel())).toEqual({ initialEpoch: 0 });
    expect(existsSync(path)).toBe(false);
  });

  test('a fit without restore() says that it replaces a backup', async () => {
    const path = await ended();
    expect(await warningsOf(() => train(toyModel(), 1, [new BackupAndRestore(path)]))).toEqual([
      `BackupAndRestore: the backup in "${path}" is replaced. To go on from it, call restore() before fit().`,
    ]);
  });

  test('a fit that begins with another epoch than restore() gave is a warning, once', async () => {
    const backup = new BackupAndRestore(await ended());
    const model = toyModel();
    await backup.restore(model);
    expect(await warningsOf(() => train(model, 3, [backup]))).toEqual([
      'BackupAndRestore: restore() gave 2 as `initialEpoch`, and fit() began with 0.',
    ]);
    expect(await warningsOf(() => train(model, 1, [backup]))).toEqual([]);
  });

  test('a second fit of the same instance warns of nothing', async () => {
    const backup = new BackupAndRestore(backupPath(), { deleteCheckpoint: false });
    const model = toyModel();
    expect(
      await warningsOf(async () => {
        await train(model, 1, [backup]);
        await train(model, 1, [backup]);
      }),
    ).toEqual([]);
  });
});

describe('a loop that can begin within an epoch', () => {
  /** The hooks of an epoch up to a batch, as a loop calls them. */
  async function drive(
    backup: BackupAndRestore,
    {
      epochs = 4,
      initialEpoch,
      initialBatch,
      upTo,
      unfinished = true,
    }: Record<string, number> & { unfinished?: boolean },
  ) {
    const list = new CallbackList([backup]);
    const params = { epochs, initialEpoch, initialBatch, unfinished };
    list.setParams(params as never);
    list.setModel(toyModel());
    await list.onTrainBegin();
    await list.onEpochBegin(initialEpoch as number);
    for (let batch = initialBatch ?? 0; batch < (upTo as number); batch++) await list.onBatchEnd(batch);
    return list;
  }

  const placeIn = async (dir: string) => new BackupAndRestore(dir).restore(toyModel());

  test('is told the batch, from its first backup on', async () => {
    const dir = backupPath();
    await drive(new BackupAndRestore(dir, { saveFreq: 2 }), { initialEpoch: 1, initialBatch: 0, upTo: 5 });
    expect(await placeIn(dir)).toEqual({ initialEpoch: 1, initialBatch: 4 });
    const backup = new BackupAndRestore(dir, { saveFreq: 2 });
    const place = await backup.restore(toyModel());
    expect(await warningsOf(() => drive(backup, { ...place, upTo: 5 }))).toEqual([]);
    expect(await placeIn(dir)).toEqual({ initialEpoch: 1, initialBatch: 4 });
  });

  test('has no batch where an epoch begins', async () => {
    const dir = backupPath();
    const list = await drive(new BackupAndRestore(dir), { initialEpoch: 1, initialBatch: 3, upTo: 5 });
    expect(await placeIn(dir)).toEqual({ initialEpoch: 1, initialBatch: 3 });
    await list.onEpochEnd(1);
    await list.onEpochBegin(2);
    expect(await placeIn(dir)).toEqual({ initialEpoch: 2 });
  });

  test('and begins at another batch is a warning, which fit() is not, because it knows none', async () => {
    const dir = backupPath();
    await drive(new BackupAndRestore(dir, { saveFreq: 2 }), { initialEpoch: 1, initialBatch: 0, upTo: 4 });
    const backup = new BackupAndRestore(dir, { saveFreq: 2 });
    await backup.restore(toyModel());
    expect(await warningsOf(() => drive(backup, { initialEpoch: 1, initialBatch: 3, upTo: 3 }))).toEqual([
      'BackupAndRestore: restore() gave 4 as `initialBatch`, and the loop began with 3.',
    ]);
    await drive(backup, { initialEpoch: 1, initialBatch: 0, upTo: 4 });
    const again = new BackupAndRestore(dir);
    expect(await again.restore(toyModel())).toEqual({ initialEpoch: 1, initialBatch: 4 });
    expect(await warningsOf(() => train(toyModel(), 2, [again], 1))).toEqual([]);
  });

  test.each([true, false])(
    'and is left early keeps the last backup, with deleteCheckpoint %s',
    async (deleteCheckpoint) => {
      const dir = backupPath();
      const options = { saveFreq: 2, deleteCheckpoint };
      const list = await drive(new BackupAndRestore(dir, options), { initialEpoch: 1, initialBatch: 0, upTo: 5 });
      await list.onTrainEnd();
      expect(await placeIn(dir)).toEqual({ initialEpoch: 1, initialBatch: 4 });
    },
  );
});

test('what the optimizer remembers of other weights is an error when the backup is taken', async () => {
  const model = toyModel();
  await train(model, 1);
  (model.layers[0] as (typeof model.layers)[0]).trainable = false;
  const list = new CallbackList([new BackupAndRestore(backupPath())]);
  list.setModel(model);
  await list.onTrainBegin();
  await expect(list.onEpochBegin(0)).rejects.toThrow(
    'BackupAndRestore: what the optimizer remembers does not fit the trainable weights of the model, and could not be ' +
      'restored. Have it train all of them, in their order, and no others.',
  );
});
