import { type Logs, readMetrics } from './metrics.js';
import { optionError } from './options.js';
import { suggestion } from './suggestion.js';

/** What `fit` tells its callbacks before training, as far as it matters here. */
interface FitParams {
  metrics?: unknown;
}

/**
 * Reads one monitored metric, epoch by epoch, and is never silent about a metric that is not there.
 *
 * What can be known before training is said before training: a `val_` metric in a fit without validation, or a name
 * close to one that the fit reports. A name that another callback may yet add is settled when the first epoch ends.
 */
export class MonitoredMetric {
  readonly #owner: string;
  readonly #metric: string;
  readonly #strict: boolean;
  #seen = false;
  #warned = false;

  /** @param strict a metric that is not there is an error, not a warning */
  constructor(owner: string, metric: string, strict = false) {
    this.#owner = owner;
    this.#metric = metric;
    this.#strict = strict;
  }

  /** Call it in `onTrainBegin`. @throws RangeError if `strict` and the metric cannot come */
  begin(params: FitParams | undefined): void {
    this.#seen = false;
    this.#warned = false;
    const remedy = remedyFor(this.#metric, params?.metrics);
    if (remedy !== undefined) this.#complain(optionError(this.#owner, 'monitor', this.#metric, remedy));
  }

  /**
   * Call it in `onEpochEnd`.
   *
   * @param stopping training was asked to stop in the middle of the epoch, which then rightly has no validation
   * @returns `undefined` when this epoch did not report the metric: the epoch does not count
   * @throws RangeError if `strict` and no epoch has reported it so far
   */
  async read(epoch: number, logs: Logs | undefined, stopping = false): Promise<number | undefined> {
    const metrics = await readMetrics(logs);
    const value = metrics[this.#metric];
    if (value !== undefined) {
      this.#seen = true;
      return value;
    }
    if (stopping) return undefined;
    const reported = Object.keys(metrics).join(', ') || 'nothing';
    const remedy = `Epoch ${epoch + 1} reported ${reported}: pass one of these, or add the metric in compile().`;
    this.#complain(optionError(this.#owner, 'monitor', this.#metric, remedy), this.#seen);
    return undefined;
  }

  #complain(error: Error, forgivable = false): void {
    if (this.#strict && !forgivable) throw error;
    if (!this.#warned) console.warn(error.message);
    this.#warned = true;
  }
}

/** What to do about a metric that this fit will not report, as far as that is certain before training. */
function remedyFor(metric: string, reported: unknown): string | undefined {
  if (!Array.isArray(reported) || reported.includes(metric)) return undefined;
  if (metric.startsWith('val_') && reported.includes(metric.slice('val_'.length))) {
    return 'This fit has no validation. Pass `validationData` or `validationSplit` to fit().';
  }
  return suggestion(metric, reported);
}
