import type { JSONValue } from './json-number.js';
import { type Logs, readMetric, readMetrics } from './metrics.js';
import { optionError } from './options.js';
import { otherSpelling, suggestion } from './suggestion.js';

/** What `fit` tells its callbacks before training, as far as it matters here. */
interface FitParams {
  metrics?: unknown;
  doValidation?: unknown;
  /** A loop of one's own says it, which names what it evaluates itself. */
  unfinished?: unknown;
}

const MISNAMED =
  'Of a model with several outputs TensorFlow.js reports what it validates under wrong names: `val_loss` is the loss of ' +
  'the first output. Monitor a metric without `val_`, or evaluate the model yourself.';

/**
 * Reads one monitored metric, epoch by epoch, and is never silent about a metric that is not there.
 *
 * What can be known before training is said before training: a `val_` metric in a fit without validation, one that has
 * the value of another because the model has several outputs, or another spelling of a name that the fit reports. A
 * name that another callback may yet add is settled when the first epoch ends.
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

  /**
   * Call it in `onTrainBegin`, with what the callback has as `params` and `model`.
   *
   * @throws RangeError if `strict` and the metric cannot come, or is not what its name says
   */
  begin(params: FitParams | undefined, model?: { readonly outputs: readonly unknown[] }): void {
    this.#seen = false;
    this.#warned = false;
    const remedy = remedyFor(this.#metric, params) ?? (isMisnamed(this.#metric, params, model) ? MISNAMED : undefined);
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
    const value = await readMetric(logs, this.#metric);
    if (value !== undefined) {
      this.#seen = true;
      return value;
    }
    if (stopping) return undefined;
    const names = Object.keys(await readMetrics(logs));
    const reported = names.length > 0 ? `only ${names.join(', ')}` : 'nothing';
    const hint = suggestion(this.#metric, names) ?? 'Pass one of these, or add the metric in compile().';
    const remedy = `Epoch ${epoch + 1} reported ${reported}. ${hint}`;
    this.#complain(optionError(this.#owner, 'monitor', this.#metric, remedy), this.#seen);
    return undefined;
  }

  /** Whether the metric has come, and whether it was complained of: part of a callback's state. */
  save(): { seen: boolean; warned: boolean } {
    return { seen: this.#seen, warned: this.#warned };
  }

  /** Goes on from what `save` gave. */
  resume(saved: JSONValue | undefined): void {
    const { seen, warned } = (saved ?? {}) as { seen?: JSONValue; warned?: JSONValue };
    this.#seen = seen === true;
    this.#warned = warned === true;
  }

  #complain(error: Error, forgivable = false): void {
    if (this.#strict && !forgivable) throw error;
    if (!this.#warned) console.warn(error.message);
    this.#warned = true;
  }
}

/** What to do about a metric that this fit will not report, as far as that is certain before training. */
function remedyFor(metric: string, { metrics, doValidation }: FitParams = {}): string | undefined {
  if (!Array.isArray(metrics) || metrics.includes(metric)) return undefined;
  const base = metric.replace(/^val_/, '');
  const isReported = metrics.includes(base) || otherSpelling(base, metrics) !== undefined;
  if (base !== metric && isReported && doValidation !== true && !metrics.some((name) => name.startsWith('val_'))) {
    return 'This fit has no validation. Pass `validationData` or `validationSplit` to fit().';
  }
  const spelling = otherSpelling(metric, metrics);
  return spelling && `Did you mean \`${spelling}\`?`;
}

/**
 * TensorFlow.js 4.22 puts the sums over the first outputs before the other values, and gives them the names of these.
 */
function isMisnamed(
  metric: string,
  { metrics, unfinished }: FitParams = {},
  model: { readonly outputs: readonly unknown[] } | undefined,
): boolean {
  const isOfFit = unfinished === undefined && Array.isArray(metrics) && metrics.includes(metric);
  return isOfFit && metric.startsWith('val_') && model !== undefined && model.outputs.length > 1;
}
