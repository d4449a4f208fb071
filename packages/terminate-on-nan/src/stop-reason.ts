import { fromJSONNumber, type JSONValue, toJSONNumber } from '@cb/core/monitor';
import type { NotFiniteWeight } from './not-finite.js';

/** What was not finite, and when. Epochs and batches count from 0. */
export interface StopReason {
  epoch: number;
  /** `undefined` when the mean loss of an epoch was looked at: see `checkFreq`. */
  batch: number | undefined;
  /**
   * The metrics that are NaN or infinite, the loss among them. None when the last batch of the training had a finite
   * loss and left weights that are not finite, which `restoreLastFinite` looks for.
   */
  metrics: Record<string, number>;
  /** The weights of the model that are not finite, as the batch has left them. */
  weights: NotFiniteWeight[];
}

/** A reason as JSON can hold it. */
export function saveReason(reason: StopReason | undefined): JSONValue {
  if (reason === undefined) return null;
  const { epoch, batch, metrics, weights } = reason;
  const values = Object.entries(metrics).map(([name, value]) => [name, toJSONNumber(value)]);
  return {
    epoch,
    batch: batch ?? null,
    metrics: Object.fromEntries(values),
    weights: weights.map((one) => ({ ...one })),
  };
}

/** What `saveReason` was given. */
export function resumeReason(saved: JSONValue | undefined): StopReason | undefined {
  if (saved === null || saved === undefined) return undefined;
  const { epoch, batch, metrics, weights } = saved as Record<string, JSONValue>;
  const values = Object.entries(metrics as Record<string, JSONValue>);
  return {
    epoch: Number(epoch),
    batch: fromJSONNumber(batch),
    metrics: Object.fromEntries(values.map(([name, value]) => [name, Number(value)])),
    weights: weights as unknown as NotFiniteWeight[],
  };
}
