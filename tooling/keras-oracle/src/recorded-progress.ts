import { readRecorded } from './read-recorded.js';

/** `progress.json` of `recorder`: what Keras's `ProgbarLogger` and `Progbar` print. */
export interface RecordedProgress {
  oracles: string[];
  seed: string;
  cases: (RecordedMetric | RecordedSecondsLeft | RecordedFit)[];
}

/** How a metric is spelled. */
export interface RecordedMetric {
  id: string;
  metric: number;
  text: string;
}

/** How the time that is left is spelled. */
export interface RecordedSecondsLeft {
  id: string;
  secondsLeft: number;
  text: string;
}

/** A fit, with what is printed when each of its epochs is over, in one line and without colors. */
export interface RecordedFit {
  id: string;
  epochs: number;
  initialEpoch: number;
  /** Batches in an epoch. */
  steps: number;
  /** Whether Keras was told how many there are. */
  stepsKnown: boolean;
  run: { secondsPerStep: number; logs: Record<string, number>; keras: string }[];
}

/**
 * Reads what was recorded of progress bars.
 *
 * @param folder where it is; the environment variable `KERAS_TRACES` names another folder
 */
export function readProgress(folder: URL): RecordedProgress {
  return readRecorded('progress.json', folder);
}
