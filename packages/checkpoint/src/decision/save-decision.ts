import { fromJSONNumber, type JSONValue, type Monitor, toJSONNumber } from '@cb/core/monitor';
import { withSuffix } from '../keras/format.js';
import { type Kept, type KeptRules, keptAfter, resumeKept, saveKept } from './kept.js';

/** What is worth a checkpoint; `ModelCheckpointOptions` says what the members mean. */
export interface DecisionRules extends KeptRules {
  /** Whose metric decides; `undefined` when every due checkpoint is written, whatever the metric. */
  monitor: Monitor | undefined;
  bestOnly: boolean;
  initialValueThreshold: number | undefined;
}

/** A checkpoint about to be written: what it displaces, and how to take the decision back when the save fails. */
export interface Commitment {
  /** Its value is the best so far. */
  isBest: boolean;
  /** What is not kept any more once the new one is written. */
  displaced: Kept[];
  undo(): void;
}

/**
 * Decides which checkpoints to write and which to keep. Numbers and names in, decisions out.
 *
 * A decision counts from the moment it is made, so that the next one is compared with it while the save still goes on.
 */
export class SaveDecision {
  readonly #rules: DecisionRules;
  #best: number | undefined;
  #kept: readonly Kept[] = [];

  constructor(rules: DecisionRules) {
    this.#rules = rules;
    this.#best = rules.initialValueThreshold;
  }

  /** The best monitored value that is, or is being, written. */
  get best(): number | undefined {
    return this.#best;
  }

  /** Whether a checkpoint of this value is to be written. A value that is missing or NaN is never the best. */
  wants(value: number | undefined): boolean {
    const { monitor, bestOnly, topK } = this.#rules;
    if (monitor === undefined) return true;
    if (value === undefined || !monitor.improved(value, undefined)) return false;
    if (bestOnly && !monitor.improved(value, this.#best)) return false;
    if (topK === undefined || this.#kept.length < topK) return true;
    return this.#kept.some((kept) => monitor.isBetter(value, kept.value as number));
  }

  /**
   * The name for a new checkpoint: with a number of checkpoints to keep, one that overwrites none of them. Lightning's
   * way: `05`, `05-v1`, `05-v2`, and `05-v1.h5`.
   */
  freeName(name: string): string {
    const taken = new Set(this.#kept.map((kept) => kept.name));
    let free = name;
    for (let version = 1; taken.has(free); version++) free = withSuffix(name, `-v${version}`);
    return free;
  }

  /** A checkpoint of this value is about to be written. */
  commit(checkpoint: Kept): Commitment {
    const [best, kept] = [this.#best, this.#kept];
    const { monitor } = this.#rules;
    const { value } = checkpoint;
    const isBest = value !== undefined && monitor?.improved(value, best) === true;
    if (isBest) this.#best = value;
    const after = keptAfter([...kept, checkpoint], this.#rules);
    this.#kept = after.kept;
    return {
      isBest,
      displaced: after.displaced,
      undo: () => {
        this.#best = best;
        this.#kept = kept;
      },
    };
  }

  /** What `resume` needs, as JSON. */
  save(): Record<string, JSONValue> {
    return { best: toJSONNumber(this.#best), kept: this.#kept.map(saveKept) };
  }

  /** Goes on from what `save` gave. */
  resume({ best, kept }: Record<string, JSONValue>): void {
    this.#best = fromJSONNumber(best);
    this.#kept = (Array.isArray(kept) ? kept : [kept as JSONValue]).map(resumeKept);
  }
}
