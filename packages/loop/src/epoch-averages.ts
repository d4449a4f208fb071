import { Callback, type CallbackState, DONE, fromJSONNumber, type JSONValue, type Logs, toJSONNumber } from '@cb/core';
import { add, clone, div, keep, mul, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** One metric: the sum of its values, each times the size of its batch, and the sum of the sizes. */
interface Sum {
  total: number | Tensor;
  seen: number;
}

/**
 * The averages of a loop's epoch: what its batches reported, weighted by their sizes, computed as `fit` does.
 *
 * A loop makes its own. One that is to go on in the middle of an epoch is handed one that a backup kept.
 *
 * @example
 * ```ts
 * const averages = new EpochAverages();
 * const backup = new BackupAndRestore('backup', { saveFreq: 100, callbacks: [averages] });
 * const place = await backup.restore(model);
 * const loop = new TrainingLoop({ model, averages, epochs: 10, batchesPerEpoch: 500, callbacks: [backup], ...place });
 * ```
 */
export class EpochAverages extends Callback {
  readonly #sums = new Map<string, Sum>();
  #epoch = 0;
  #batches = 0;

  override async onTrainBegin(): Promise<void> {
    this.#batches = 0;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const { initialEpoch = 0, initialBatch = 0 } = this.params as Record<string, number>;
    const expected = epoch === initialEpoch ? initialBatch : 0;
    if (expected > 0 && expected === this.#batches) return;
    this.#clear();
    this.#epoch = epoch;
    if (expected === 0) return;
    this.#batches = expected;
    console.warn(
      `TrainingLoop: epoch ${epoch + 1} goes on after batch ${expected}, and its metrics will be those of the rest. ` +
        'For those of the whole epoch, give one EpochAverages to the loop as `averages` and to BackupAndRestore.',
    );
  }

  override onBatchEnd(_batch: number, logs: Logs = {}): Promise<void> {
    const { batch: _, size = 1, ...metrics } = logs as Record<string, number | Tensor>;
    this.#batches++;
    for (const [name, value] of Object.entries(metrics)) this.#add(name, value, size as number);
    return DONE;
  }

  /** A metric that the epoch has already stays as it is. */
  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    for (const [name, sum] of this.#sums) logs[name] ??= average(sum) as Scalar;
    this.#clear();
    this.#epoch = epoch + 1;
  }

  override dispose(): void {
    this.#clear();
  }

  protected override saveState(): CallbackState {
    const sums: JSONValue[] = [];
    const weights: { name: string; tensor: Tensor }[] = [];
    for (const [name, { total, seen }] of this.#sums) {
      sums.push({ name, seen, total: typeof total === 'number' ? toJSONNumber(total) : null });
      if (typeof total !== 'number') weights.push({ name, tensor: total });
    }
    const values = { callback: 'EpochAverages', epoch: this.#epoch, batches: this.#batches, sums };
    return { values, ...(weights.length > 0 && { weights }) };
  }

  protected override loadState({ values, weights = [] }: CallbackState): void {
    const { initialEpoch = 0, initialBatch = 0 } = this.params as Record<string, number>;
    this.#epoch = values.epoch as number;
    // An epoch that is run again as a whole has nothing to go on from.
    if (initialBatch === 0) return;
    const batches = values.batches as number;
    if (this.#epoch !== initialEpoch || batches !== initialBatch) {
      throw new RangeError(
        `TrainingLoop: the averages are those of epoch ${this.#epoch + 1} after ${batches} batches, and the loop goes on ` +
          `in epoch ${initialEpoch + 1} after ${initialBatch}. Pass \`initialEpoch\` and \`initialBatch\` as restore() gave them.`,
      );
    }
    this.#batches = batches;
    const tensors = new Map(weights.map(({ name, tensor }) => [name, tensor]));
    for (const { name, seen, total } of values.sums as { name: string; seen: number; total: JSONValue }[]) {
      const tensor = tensors.get(name);
      this.#sums.set(name, { seen, total: tensor ? keep(clone(tensor)) : (fromJSONNumber(total) as number) });
    }
  }

  /** Tensors stay on the device: nothing is downloaded within an epoch. */
  #add(name: string, value: number | Tensor, size: number): void {
    const { total, seen } = this.#sums.get(name) ?? { total: 0, seen: 0 };
    const areNumbers = typeof total === 'number' && typeof value === 'number';
    const sum = areNumbers ? total + value * size : tidy(() => keep(add(total, mul(value, size))));
    if (typeof total !== 'number') total.dispose();
    this.#sums.set(name, { total: sum, seen: seen + size });
  }

  #clear(): void {
    for (const { total } of this.#sums.values()) if (typeof total !== 'number') total.dispose();
    this.#sums.clear();
    this.#batches = 0;
  }
}

/** In the order of operations of `fit`, whose bits it shares. */
function average({ total, seen }: Sum): number | Tensor {
  return typeof total === 'number' ? total / seen : tidy(() => keep(mul(div(1, seen), total)));
}
