import { dispose, fill } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback, type LayersModel } from '@tensorflow/tfjs-layers';
import { share } from '../share.js';
import type { NamedTensor } from '../state.js';
import { type FedEpoch, feedEpochs } from './feed-epochs.js';
import { publicState, show } from './public-state.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require } from './toy-data.js';

/** Losses with a best epoch in the middle, a NaN at first, and a plateau: something to remember at every epoch. */
const EVENTFUL = [Number.NaN, 3, 2, 2.5, 2.5, 1, 4, 4].map((loss) => ({
  loss,
  val_loss: loss,
  acc: -loss,
  val_acc: -loss,
}));

/** A run that another instance takes over between any two epochs goes on as if it had been one. */
export async function exchangesState(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const whole = await runInTwo(make, makeModel, EVENTFUL.length);
  for (let split = 1; split < whole.epochs.length; split++) {
    const parts = await runInTwo(make, makeModel, split);
    const [actual, expected] = [show(parts), show(whole)];
    require(actual === expected, `Taken over after epoch ${split} it went ${actual}, in one piece ${expected}.`);
  }
}

/** Feeds epochs to one instance up to `split`, the rest to a fresh one that got its state, as a file would keep it. */
async function runInTwo(make: MakeCallback, makeModel: MakeModel, split: number) {
  const model = makeModel();
  const train = (epoch: number) => mark(model, epoch);
  const first = make();
  let state = first.getState();
  const stored: NamedTensor[] = [];
  const keeper = new (class extends LayersCallback {
    override async onEpochEnd(epoch: number) {
      if (epoch !== split - 1) return;
      state = JSON.parse(JSON.stringify({ values: first.getState().values }));
      stored.push(...(first.getState().weights ?? []).map(({ name, tensor }) => ({ name, tensor: share(tensor) })));
    }
  })();
  const before = await feedEpochs([first, keeper], model, EVENTFUL.slice(0, split), { train });
  if (split === EVENTFUL.length) return outcome(first, model, before, stored);

  mark(model, split - 1);
  const second = make();
  second.setState({ ...state, ...(stored.length > 0 && { weights: stored }) });
  const after = await feedEpochs(second, model, EVENTFUL.slice(split), { train, initialEpoch: split });
  return outcome(second, model, [...before, ...after], stored);
}

function outcome(callback: LayersCallback, model: LayersModel, epochs: FedEpoch[], stored: NamedTensor[]) {
  for (const { tensor } of stored) tensor.dispose();
  const weights = model.getWeights().map((weight) => weight.dataSync()[0]);
  return { epochs, state: publicState(callback), weights };
}

/** Weights that tell the epoch. */
function mark(model: LayersModel, epoch: number): void {
  const weights = model.getWeights().map(({ shape }) => fill(shape, epoch));
  model.setWeights(weights);
  dispose(weights);
}
