import { Callback, type CallbackState, DONE, type Logs, readMetrics } from '@cb/core';
import { OptionReader, optionError } from '@cb/core/monitor';
import { findBackendFactory } from '@tensorflow/tfjs-core';
import { Bars, isBars } from './bars.js';
import { EpochProgress } from './epoch-progress.js';
import { type EpochState, epochLine, liveLine } from './lines.js';
import { Pace } from './pace.js';

export interface ProgbarLoggerOptions {
  /**
   * `1` draws a bar on a terminal, and elsewhere prints a line for each epoch; `2` prints these lines everywhere; `0`
   * prints nothing. The `verbose` of `fit` has no influence: it must be `0` where tfjs-node would draw a bar of its
   * own.
   * @defaultValue `1`
   */
  verbose?: number | undefined;

  /**
   * What the training is called, at the beginning of each line.
   * @defaultValue none
   */
  name?: string | undefined;

  /**
   * The bars of all trainings that run at the same time.
   * @defaultValue `new Bars()`
   */
  bars?: Bars | undefined;
}

/**
 * Shows how training goes: on a terminal a bar with the time that is left, samples per second and metrics; and for each
 * epoch a line that stays.
 *
 * One instance may serve several `fit()` calls, one after the other. When training throws, its bar is left standing;
 * where other bars are shown with it, `dispose()` or its next `fit()` has to end it.
 *
 * @example
 * ```ts
 * await model.fit(xs, ys, { epochs: 10, verbose: 0, callbacks: [new ProgbarLogger()] });
 * ```
 *
 * @throws RangeError if `verbose` is out of its range, or `name` is empty or has control characters.
 * @throws TypeError if an option is unknown or has the wrong type.
 *
 * @see keras/src/callbacks/progbar_logger.py in Keras 3.15.1; differences are listed in the README
 */
export class ProgbarLogger extends Callback {
  readonly #bars: Bars;
  readonly #name: string | undefined;
  readonly #prints: boolean;
  readonly #draws: boolean;
  readonly #pace = new Pace();
  #epochIndex = 0;
  #epoch = new EpochProgress(0);
  #drawnAt = 0;
  /** How many batches the last epoch had, for data sets that do not tell. */
  #stepsSeen: number | undefined;

  constructor(options?: ProgbarLoggerOptions) {
    super();
    const read = new OptionReader('ProgbarLogger', options);
    const verbose = read.whole('verbose', 1, {
      min: 0,
      below: 3,
      meaning: '0 for nothing, 1 for a bar, or 2 for a line for each epoch',
    });
    this.#name = read.has('name') ? oneLine(read.string('name', '')) : undefined;
    const bars = read.has('bars') ? read.value('bars') : new Bars();
    if (!isBars(bars)) throw optionError('ProgbarLogger', 'bars', bars, 'Pass `new Bars()`.', TypeError);
    read.done();
    this.#bars = bars;
    this.#prints = verbose > 0;
    this.#draws = verbose === 1 && bars.isLive;
  }

  override async onTrainBegin(): Promise<void> {
    this.#stepsSeen = undefined;
    if (this.#prints && Number(this.params?.verbose) > 0 && findBackendFactory('tensorflow')) {
      console.warn('ProgbarLogger: tfjs-node draws a bar of its own, too. Pass `verbose: 0` to fit().');
    }
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const now = performance.now();
    this.#epochIndex = epoch;
    // A loop may go on within its first epoch.
    const batches = epoch === this.params.initialEpoch ? Number(this.params.initialBatch ?? 0) : 0;
    this.#epoch = new EpochProgress(now, batches);
    this.#pace.beginEpoch(now, batches);
    if (this.#isDue(now)) this.#draw(now);
  }

  override onBatchEnd(_batch: number, logs?: Logs): Promise<void> {
    this.#epoch.addBatch(Number(logs?.size ?? 0));
    const now = performance.now();
    // What other callbacks have to say at the end of the epoch finds the terminal clear.
    if (this.#epoch.batches === this.#steps) this.#bars.hide(this);
    else if (this.#isDue(now)) return this.#redraw(now, logs);
    return DONE;
  }

  override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
    if (!this.#prints) return;
    const seconds = this.#epoch.secondsUntil(performance.now());
    const samplesPerSecond = this.#epoch.samples / seconds;
    const state = this.#state(seconds, samplesPerSecond, await readMetrics(logs));
    this.#bars.print(this, epochLine(state));
    this.#stepsSeen = this.#epoch.batches;
  }

  /** Leaves the bar of a run that threw standing, and ends it. */
  override dispose(): void {
    this.#bars.leave(this);
  }

  protected override saveState(): CallbackState {
    return { values: { callback: 'ProgbarLogger', stepsSeen: this.#stepsSeen ?? null } };
  }

  protected override loadState({ values }: CallbackState): void {
    this.#stepsSeen = (values.stepsSeen as number | null) ?? undefined;
  }

  async #redraw(now: number, logs: Logs | undefined): Promise<void> {
    this.#drawnAt = now;
    this.#pace.look(now, this.#epoch.batches, this.#epoch.samples);
    const { batch: _, size: __, ...metrics } = await readMetrics(logs);
    this.#epoch.look(metrics);
    this.#draw(now);
  }

  #isDue(now: number): boolean {
    return this.#draws && now - this.#drawnAt >= this.#bars.redrawEveryMs;
  }

  #draw(now: number): void {
    this.#drawnAt = now;
    const { samplesPerSecond, secondsPerBatch } = this.#pace;
    const state = this.#state(this.#epoch.secondsUntil(now), samplesPerSecond, this.#epoch.means);
    const secondsLeft = secondsPerBatch * ((state.steps ?? Number.NaN) - state.batches);
    this.#bars.show(this, (columns, hasColors) => liveLine({ ...state, secondsLeft }, { columns, hasColors }));
  }

  #state(seconds: number, samplesPerSecond: number, metrics: Record<string, number>): EpochState {
    return {
      name: this.#name,
      epoch: this.#epochIndex,
      epochs: Number(this.params.epochs),
      batches: this.#epoch.batches,
      steps: this.#steps,
      seconds,
      samplesPerSecond,
      metrics: inOrder(metrics, this.params.metrics),
    };
  }

  /** Batches in an epoch, when that is known. */
  get #steps(): number | undefined {
    const { steps, samples, batchSize } = this.params;
    return Number(steps) || Math.ceil(Number(samples) / Number(batchSize)) || this.#stepsSeen;
  }
}

/** `fitDataset` puts the metrics of the validation first, and so does a loop, which may not announce any. */
function inOrder(metrics: Record<string, number>, announced: unknown): Record<string, number> {
  const all = Object.keys(metrics);
  const first = Array.isArray(announced) ? announced : all.filter((name) => !name.startsWith('val_'));
  const names = new Set([...first.filter((name) => name in metrics), ...all]);
  return Object.fromEntries([...names].map((name) => [name, Number(metrics[name])]));
}

/** @throws RangeError if the name would break the line */
function oneLine(name: string): string {
  if (!/\p{Cc}/u.test(name)) return name;
  throw optionError('ProgbarLogger', 'name', name, 'Pass a name without line breaks and other control characters.');
}
