import { fromJSONNumber, type JSONValue, type Monitor, toJSONNumber } from '@cb/core/monitor';

/** Why training was stopped. Epochs count from 0. */
export interface StopReason {
  /**
   * - `patience`: the metric has not improved for `patience` epochs
   * - `threshold`: it is better than `stoppingThreshold`
   * - `divergence`: it is worse than `divergenceThreshold`
   * - `notFinite`: it is NaN or infinite, and `checkFinite` is on
   */
  kind: 'patience' | 'threshold' | 'divergence' | 'notFinite';
  epoch: number;
  metric: string;
  value: number;
  /** The best value so far; `undefined` when no epoch reported a number. */
  best: number | undefined;
}

/** The numbers that a decision depends on; `EarlyStoppingOptions` says what they mean. */
export interface StopRules {
  patience: number;
  baseline: number | undefined;
  restoreBestWeights: boolean;
  startFromEpoch: number;
  checkFinite: boolean;
  stoppingThreshold: number | undefined;
  divergenceThreshold: number | undefined;
}

/** When to stop, and which epoch is the best: numbers in, decisions out. */
export class StopDecision {
  readonly #monitor: Monitor;
  readonly #rules: StopRules;
  #counted = false;
  best: number | undefined;
  bestEpoch = 0;
  wait = 0;
  stopReason: StopReason | undefined;

  constructor(monitor: Monitor, rules: StopRules) {
    this.#monitor = monitor;
    this.#rules = rules;
  }

  /** Forgets the last run. */
  begin(): void {
    this.#counted = false;
    this.best = undefined;
    this.bestEpoch = 0;
    this.wait = 0;
    this.stopReason = undefined;
  }

  /**
   * Takes the metric of an epoch and sets `stopReason` when training is to stop.
   *
   * @returns whether the weights of this epoch are the ones to go back to. When no epoch ever improves, that is the
   * first one that counted.
   */
  judge(epoch: number, value: number): boolean {
    this.stopReason = undefined;
    if (epoch < this.#rules.startFromEpoch) return false;
    const keepFirst = this.#rules.restoreBestWeights && !this.#counted;
    this.#counted = true;
    const improved = this.#monitor.improved(value, this.best);
    if (improved) this.best = value;
    if (improved || keepFirst) this.bestEpoch = epoch;
    this.wait = improved && this.#monitor.improved(value, this.#rules.baseline) ? 0 : this.wait + 1;

    const kind = this.#stopKind(epoch, value, improved);
    if (kind) this.stopReason = { kind, epoch, metric: this.#monitor.metric, value, best: this.best };
    return improved || keepFirst;
  }

  /** What `resume` needs. */
  save(): Record<string, JSONValue> {
    const { value, best, ...reason } = this.stopReason ?? {};
    return {
      counted: this.#counted,
      best: toJSONNumber(this.best),
      bestEpoch: this.bestEpoch,
      wait: this.wait,
      stopReason: this.stopReason ? { ...reason, value: toJSONNumber(value), best: toJSONNumber(best) } : null,
    };
  }

  /** Goes on from what `save` gave. */
  resume({ counted, best, bestEpoch, wait, stopReason }: Record<string, JSONValue>): void {
    this.#counted = counted === true;
    this.best = fromJSONNumber(best);
    this.bestEpoch = Number(bestEpoch);
    this.wait = Number(wait);
    const reason = stopReason as Record<string, JSONValue> | null;
    this.stopReason = reason
      ? ({ ...reason, value: fromJSONNumber(reason.value), best: fromJSONNumber(reason.best) } as StopReason)
      : undefined;
  }

  #stopKind(epoch: number, value: number, improved: boolean): StopReason['kind'] | undefined {
    const { patience, checkFinite, stoppingThreshold, divergenceThreshold } = this.#rules;
    if (checkFinite && !Number.isFinite(value)) return 'notFinite';
    if (stoppingThreshold !== undefined && this.#monitor.isBetter(value, stoppingThreshold)) return 'threshold';
    if (divergenceThreshold !== undefined && this.#monitor.isBetter(divergenceThreshold, value)) return 'divergence';
    // As in Keras, patience never ends training with the very first epoch.
    return !improved && this.wait >= patience && epoch > 0 ? 'patience' : undefined;
  }
}
