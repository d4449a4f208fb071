import { fromJSONNumber, type JSONValue, type Monitor, toJSONNumber } from '@cb/core/monitor';

/** The numbers that a decision depends on; `ReduceLROnPlateauOptions` says what they mean. */
export interface PlateauRules {
  factor: number;
  patience: number;
  cooldown: number;
  minLr: number;
}

/** What an epoch means for the learning rate. */
export interface PlateauVerdict {
  /** The metric is the best so far. */
  improved: boolean;
  /** The rate to go on with; `undefined` when it stays. */
  reduceTo: number | undefined;
}

/** When to lower the rate, and to what: numbers in, decisions out. */
export class PlateauDecision {
  readonly #monitor: Monitor;
  readonly #rules: PlateauRules;
  best: number | undefined;
  wait = 0;
  cooldownCounter = 0;

  constructor(monitor: Monitor, rules: PlateauRules) {
    this.#monitor = monitor;
    this.#rules = rules;
  }

  /** Forgets the last run. */
  begin(): void {
    this.best = undefined;
    this.wait = 0;
    this.cooldownCounter = 0;
  }

  /** Takes the metric of an epoch and the rate that this epoch was trained with. */
  judge(value: number, rate: number): PlateauVerdict {
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.wait = 0;
    }
    if (this.#monitor.improved(value, this.best)) {
      this.best = value;
      this.wait = 0;
      return { improved: true, reduceTo: undefined };
    }
    return { improved: false, reduceTo: this.cooldownCounter > 0 ? undefined : this.#lowered(rate) };
  }

  /** What `resume` needs. */
  save(): Record<string, JSONValue> {
    return { best: toJSONNumber(this.best), wait: this.wait, cooldownCounter: this.cooldownCounter };
  }

  /** Goes on from what `save` gave. */
  resume({ best, wait, cooldownCounter }: Record<string, JSONValue>): void {
    this.best = fromJSONNumber(best);
    this.wait = Number(wait);
    this.cooldownCounter = Number(cooldownCounter);
  }

  /** Counts an epoch without improvement. At the lowest rate the waiting goes on, as in Keras. */
  #lowered(rate: number): number | undefined {
    const { factor, patience, cooldown, minLr } = this.#rules;
    this.wait++;
    if (this.wait < patience || rate <= minLr) return undefined;
    this.cooldownCounter = cooldown;
    this.wait = 0;
    return Math.max(rate * factor, minLr);
  }
}
