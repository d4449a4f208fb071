import type { Callback } from '@tensorflow/tfjs-layers';
import { OneWeightModel } from './one-weight-model.js';
import { type Listen, type ReplayedRun, ReplayOfRun } from './replay-of-run.js';
import type { Scenario } from './scenario.js';

/** What our callback did in the fits of a scenario. */
export interface Replayed<State> {
  runs: ReplayedRun<State>[];
  /** What a hook threw, which ends the replay, and which hook, in the recorder's words: `run0.epoch3.batch1`. */
  error?: { at: string; cause: unknown };
}

/**
 * Feeds the metrics of a scenario to a callback, through TensorFlow.js's own list of callbacks and a real model, until
 * they end or the callback stops training.
 *
 * @param stateOf what to observe of the callback after each epoch
 * @returns one entry for each fit
 * @throws what a hook throws
 */
export async function replay<Replayable extends Callback, State>(
  scenario: Scenario,
  callback: Replayable,
  stateOf: (callback: Replayable) => State,
  listen: Listen,
): Promise<ReplayedRun<State>[]> {
  const { runs, error } = await replayUntilError(scenario, callback, stateOf, listen);
  if (error) throw error.cause;
  return runs;
}

/**
 * As `replay`, for a callback whose hooks may throw.
 *
 * @param stateOf what to observe of the callback after each batch and each epoch, one that threw included
 * @param folder where the callback writes: in an epoch whose saves are to fail, a file is in its place
 */
export async function replayUntilError<Replayable extends Callback, State>(
  { optimizer, runs }: Scenario,
  callback: Replayable,
  stateOf: (callback: Replayable) => State,
  listen: Listen,
  folder?: string,
): Promise<Replayed<State>> {
  const model = new OneWeightModel(optimizer);
  const replayed: ReplayedRun<State>[] = [];
  for (const [run, planned] of runs.entries()) {
    const replay = new ReplayOfRun(run, planned, callback, model, () => stateOf(callback), folder);
    replayed.push(replay.observed);
    try {
      await replay.play(listen);
    } catch (cause) {
      return { runs: replayed, error: { at: replay.at, cause } };
    }
  }
  return { runs: replayed };
}
