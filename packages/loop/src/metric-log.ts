import type { Logs } from '@cb/core';
import { show, suggestion } from '@cb/core/monitor';
import { keep, type Scalar, type Tensor, Variable } from '@tensorflow/tfjs-core';

/** The value of a metric. A tensor of one value may stay on the device; it belongs to the loop, which disposes it. */
export type Metric = number | Tensor;

/** Metrics by name. */
export type Metrics = Record<string, Metric>;

/** The metrics of a batch. `size`, its samples, is how much it counts in the averages of the epoch. */
export type BatchMetrics = Metrics & { size?: number };

/** What a hook gets as `logs`, filled bit by bit. Its tensors are ours until `dispose()`. */
export class MetricLog {
  readonly logs: Logs;
  readonly #who: string;
  readonly #known: readonly string[] | undefined;
  readonly #isOfBatch: boolean;
  #isClosed = false;

  /**
   * @param who whose method is called, for errors: `batch.log()`
   * @param known the names that were announced, if any were
   * @param logs what is there already: of a batch its index `batch`, which stays, and its `size`, if it is known
   */
  constructor(who: string, known: readonly string[] | undefined, logs: Logs = {}) {
    this.#who = who;
    this.#known = known;
    this.logs = logs;
    this.#isOfBatch = 'batch' in logs;
  }

  /** @throws TypeError for what is no metric; RangeError for a name that was not announced. Nothing is taken then. */
  add(metrics: Metrics): void {
    if (this.#isClosed) throw new Error(`TrainingLoop: ${this.#who} comes too late. Call it before the loop goes on.`);
    if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics)) {
      throw new TypeError(`TrainingLoop: ${this.#who} got ${show(metrics)}. Pass metrics by name, such as { loss }.`);
    }
    for (const [name, value] of Object.entries(metrics)) this.#check(name, value);
    for (const [name, value] of Object.entries(metrics)) {
      const former = this.logs[name];
      if (former !== value) disposeMetric(former);
      // Logged inside of tidy(), a tensor has to outlive it.
      this.logs[name] = typeof value === 'number' ? value : (keep(value) as Scalar);
    }
  }

  /** From here on nothing can be added. @throws Error if somebody else has disposed a tensor */
  close(): void {
    this.#isClosed = true;
    for (const [name, value] of Object.entries(this.logs)) {
      if (typeof value === 'number' || !value.isDisposed) continue;
      throw new Error(
        `TrainingLoop: the tensor that ${this.#who} got for \`${name}\` was disposed. Leave that to the loop, or pass a number.`,
      );
    }
  }

  dispose(): void {
    this.#isClosed = true;
    for (const value of Object.values(this.logs)) disposeMetric(value);
  }

  #check(name: string, value: unknown): void {
    if (this.#isOfBatch && name === 'batch') {
      throw new RangeError(`TrainingLoop: ${this.#who} got \`batch\`, which is set by the loop. Leave it out.`);
    }
    if (this.#isOfBatch && name === 'size') {
      if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return;
      throw new RangeError(
        `TrainingLoop: ${this.#who} got ${show(value)} for \`size\`. Pass the samples of the batch.`,
      );
    }
    const fault = faultOf(value);
    if (fault !== undefined) {
      throw new TypeError(
        `TrainingLoop: ${this.#who} got ${fault} for \`${name}\`. Pass a number, or a tensor of one value, which the loop disposes.`,
      );
    }
    if (this.#known === undefined || this.#known.includes(name)) return;
    const remedy = suggestion(name, this.#known) ?? `Pass some of ${this.#known.join(', ')}, or add it to \`metrics\`.`;
    throw new RangeError(`TrainingLoop: ${this.#who} got \`${name}\`, which is not among \`metrics\`. ${remedy}`);
  }
}

/** Why a value is no metric. */
function faultOf(value: unknown): string | undefined {
  if (typeof value === 'number') return undefined;
  const { shape, size, dtype, isDisposed } = (value ?? {}) as Partial<Tensor>;
  if (shape === undefined) return show(value);
  if (value instanceof Variable) return 'a variable';
  if (isDisposed) return 'a disposed tensor';
  if (size !== 1) return `a tensor of the shape [${shape}]`;
  return dtype === 'string' || dtype === 'complex64' ? `a tensor of the type ${dtype}` : undefined;
}

function disposeMetric(value: Metric | undefined): void {
  if (typeof value === 'object') value.dispose();
}
