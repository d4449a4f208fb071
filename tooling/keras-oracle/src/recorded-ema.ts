import { readRecorded } from './read-recorded.js';

/** Two weights of a kernel and one of a bias. */
export type ThreeWeights = [number, number, number];

/** `ema.json` of `recorder`: what Keras's SwapEMAWeights does in trainings whose steps are scripted. */
export interface RecordedAverages {
  oracles: string[];
  seed: string;
  /** How far Keras's numbers may be off, in all and for each unit. */
  tolerance: number;
  /** What the names in `reasons` mean, as a clause about our callback. */
  reasons: Record<string, string>;
  cases: RecordedAverage[];
}

export interface RecordedAverage {
  id: string;
  options: Record<string, unknown>;
  /** What the model begins with. */
  initial: ThreeWeights;
  runs: { initial_epoch: number; stop_after?: number; epochs: ThreeWeights[][] }[];
  verdict: 'same' | 'differs';
  reasons: string[];
  keras: AveragedRun[];
  /** What is expected of our callback where that is not what Keras did. */
  ours?: AveragedRun[];
}

/** One fit. */
export interface AveragedRun {
  /** As each epoch begins, for a callback that stands later. */
  begin: number[][];
  /** After each batch. */
  average: number[][];
  /** After each batch. */
  trained: number[][];
  /** As each epoch ends, for a callback that stands later. */
  end: number[][];
  /** Of the average, at the end of each epoch. */
  loss: number[];
  final: number[];
}

/**
 * Reads the recorded averages.
 *
 * @param folder where they are; the environment variable `KERAS_TRACES` names another folder
 */
export function readAverages(folder: URL): RecordedAverages {
  return readRecorded('ema.json', folder);
}
