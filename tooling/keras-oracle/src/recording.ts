import { readRecorded } from './read-recorded.js';
import type { Scenario } from './scenario.js';

/** What became of a scenario. An error ends it. */
export interface Outcome<Run> {
  error: { at: string; type: string; option?: string } | null;
  runs: Run[];
}

/** A scenario, what Keras made of it, and what our callback is to make of it. */
export interface RecordedCase<Run> extends Scenario {
  id: string;
  /** The version of Keras that was recorded. */
  oracle: string;
  /** Ours does the `same`; only the training comes out the same, which is `effects`; or the training `differs`. */
  verdict: 'same' | 'effects' | 'differs';
  /** The differences that decide this case, by name. */
  reasons: string[];
  keras: Outcome<Run>;
  /** What is expected of our callback where that is not what Keras did. */
  ours?: Outcome<Run>;
}

/** A file of `recorder`: the cases of one callback. */
export interface Recording<Run> {
  oracles: string[];
  seed: string;
  /** What the names in `reasons` mean, as a clause about our callback. */
  reasons: Record<string, string>;
  cases: RecordedCase<Run>[];
}

/**
 * Reads a recording.
 *
 * @param folder where it is; the environment variable `KERAS_TRACES` names another folder
 */
export function readRecording<Run>(file: string, folder: URL): Recording<Run> {
  return readRecorded(file, folder);
}

/** A sentence about a case: that it is as Keras has it, or why not. */
export function titleOf({ reasons }: Recording<unknown>, { id, oracle, verdict, ...recorded }: RecordedCase<unknown>) {
  if (verdict === 'same') return `${id} does what ${oracle} does`;
  const why = recorded.reasons.map((reason) => reasons[reason]).join('; ');
  return verdict === 'effects' ? `${id} trains as ${oracle} does, but ${why}` : `${id} departs from ${oracle}: ${why}`;
}

/** How many cases were replayed, how they compare with Keras, and how many cases each reason decides. */
export function summaryOf({ oracles, seed, reasons, cases }: Recording<unknown>, replayed: number): string {
  const count = (wanted: string) => cases.filter(({ verdict }) => verdict === wanted).length;
  const decided = Object.entries(reasons).map(([name, meaning]) => {
    const number = cases.filter((recorded) => recorded.reasons.includes(name)).length;
    return `${String(number).padStart(6)}  ${meaning} (${name})`;
  });
  return [
    `${replayed} of ${cases.length} cases replayed, seed ${seed}, of ${oracles.join(', ')}:`,
    `${count('same')} do the same, ${count('effects')} train the same, ${count('differs')} depart from Keras, because`,
    ...decided,
  ].join('\n');
}
