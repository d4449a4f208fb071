type Json = Record<string, unknown>;

/** What a callback is given: its options under Keras's names, and the metrics of every epoch of some fits. */
export interface Scenario {
  options: Json;
  optimizer?: { initial_learning_rate: number; dtype: string };
  runs: PlannedRun[];
  /** Of a callback that writes real files: what is there before the first fit. */
  files?: Record<string, string>;
}

export interface PlannedRun {
  initial_epoch: number;
  set_learning_rate?: number;
  epochs: PlannedEpoch[];
}

export interface PlannedEpoch {
  logs: Json | null;
  /** The metrics of each batch. */
  batches?: Json[];
  /** The error, by Python's name, of every save in this epoch. */
  save_raises?: string;
}

/**
 * Reads JSON's spelling of what JSON cannot hold: `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export function decode(value: unknown): unknown {
  return typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value;
}

/**
 * Keras's options under TensorFlow.js's names: `min_delta` is `minDelta`. An option that is `None` is left out.
 */
export function optionsOf<Options>({ options }: Scenario): Options {
  const present = Object.entries(options).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [camelCase(name), decode(value)])) as Options;
}

/** The name of an option in TensorFlow.js. */
export function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
