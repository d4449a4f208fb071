import type { Tensor } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import type { Logs } from '../metrics.js';
import { feedEpochs } from './feed-epochs.js';
import { publicState, show } from './public-state.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require, toyFit } from './toy-data.js';

/** Keys that a callback may add to the logs of an epoch. */
const MAY_ADD = ['learning_rate'];

/** Looks at the logs before and after the callback that stands between two of it. */
class LogsProbe extends LayersCallback {
  readonly seen: Record<string, unknown>[] = [];

  override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
    const values = Object.values(logs ?? {});
    const disposed = values.some((value) => (value as Tensor).isDisposed);
    require(!disposed, 'It disposed a tensor in logs, which History still needs.');
    this.seen.push({ ...logs });
  }
}

export async function leavesMetrics(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const before = new LogsProbe();
  const after = new LogsProbe();
  await toyFit(makeModel(), [before, make(), after]);
  for (const [index, logs] of before.seen.entries()) {
    const left = { ...after.seen[index] };
    for (const [name, value] of Object.entries(logs)) {
      require(Object.is(left[name], value), `It changed \`${name}\` in the logs of epoch ${index + 1}.`);
      delete left[name];
    }
    const added = Object.keys(left).filter((name) => !MAY_ADD.includes(name));
    require(added.length === 0, `It added ${added.join(', ')} to the logs of epoch ${index + 1}.`);
  }
}

/** First losses, then a plateau that most callbacks react to; the second fit is easier than the first. */
const HARD = [1, 2, 3, 4].map((loss) => ({ loss, val_loss: loss, acc: 1 / loss, val_acc: 1 / loss }));
const EASY = [9, 8, 8, 8].map((loss) => ({ loss, val_loss: loss, acc: 1 / loss, val_acc: 1 / loss }));

/** In its second fit an instance decides as a fresh one does, but for what it keeps on purpose. */
export async function servesSeveralFits(
  make: MakeCallback,
  makeModel: MakeModel,
  keepsAcrossFits: readonly string[],
): Promise<void> {
  const used = make();
  await feedEpochs(used, makeModel(), HARD);
  const fresh = make();
  const [again, first] = [await feedEpochs(used, makeModel(), EASY), await feedEpochs(fresh, makeModel(), EASY)];
  const [actual, expected] = [show(again), show(first)];
  require(actual === expected, `Its second fit went ${actual}, a fresh instance's ${expected}.`);
  for (const [name, value] of Object.entries(publicState(fresh))) {
    if (keepsAcrossFits.includes(name)) continue;
    const [left, right] = [show(publicState(used)[name]), show(value)];
    require(left === right, `After its second fit \`${name}\` is ${left}, with a fresh instance ${right}.`);
  }
}
