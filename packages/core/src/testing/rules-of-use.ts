import { type Callback, CustomCallback, type CustomCallbackArgs } from '@tensorflow/tfjs-layers';
import { feedEpochs } from './feed-epochs.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require, toyData, toyFit } from './toy-data.js';

export async function acceptedByFit(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  await toyFit(makeModel(), make());
  await toyFit(makeModel(), [make(), make()]);
  await feedEpochs(make(), makeModel(), [{ loss: 1, val_loss: 1 }]);
}

export async function acceptedByFitDataset(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const model = makeModel();
  const dataset = {
    size: 1,
    iterator: async () => {
      const { xs, ys } = toyData(model);
      const steps = [{ value: { xs: named(model.inputNames, xs), ys: named(model.outputNames, ys) }, done: false }];
      return { next: async () => steps.shift() ?? { value: null, done: true } };
    },
  };
  await model.fitDataset(dataset as never, { epochs: 2, verbose: 0, callbacks: make() as Callback });
}

function named<Value>(names: readonly string[], values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as Value]));
}

/** To a second copy our instance is no instance of its callback class, so it treats it as a plain object of hooks. */
export async function refusesForeignLayers(make: MakeCallback): Promise<void> {
  const foreign = new CustomCallback(make() as unknown as CustomCallbackArgs);
  const message = await foreign.onTrainBegin().then(
    () => 'no error',
    (error: Error) => error.message,
  );
  require(message.includes('npm ls @tensorflow/tfjs-layers'), `Its onTrainBegin gave: ${message}`);
}

export async function refusesUnknownOption(make: MakeCallback): Promise<void> {
  let message = 'no error';
  try {
    make({ notAnOption: 1 });
  } catch (error) {
    message = (error as Error).message;
  }
  require(message.includes('`notAnOption`'), `The constructor gave: ${message}`);
}
