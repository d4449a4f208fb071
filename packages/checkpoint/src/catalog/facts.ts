import type { Direction, JSONValue } from '@cb/core/monitor';
import { fromJSONNumbers, toJSONNumbers } from '../decision/moment.js';

/** What is known of a checkpoint beside its weights. It stands in the index, and in the checkpoint itself. */
export interface CheckpointFacts {
  /** Counted from 1, as in names of files: after a whole epoch, the `initialEpoch` to go on with. */
  epoch: number;
  /** Counted from 1. Absent at the end of an epoch. */
  batch?: number;
  /** Steps of the optimizer. */
  step?: number;
  /** In ISO 8601. */
  savedAt: string;
  /** Which metric decided, if one did. */
  monitor?: { metric: string; direction: Direction };
  /** Those of the epoch, or within an epoch those of the batch. */
  metrics: Record<string, number>;
}

/** The facts as JSON, which `readFacts` takes. */
export function writeFacts({ monitor, metrics, ...counts }: CheckpointFacts): Record<string, JSONValue> {
  return { ...counts, ...(monitor && { monitor }), metrics: toJSONNumbers(metrics) };
}

/** @throws Error if the value, which comes from outside, holds no facts */
export function readFacts(value: Record<string, unknown>): CheckpointFacts {
  const { epoch, batch, step, savedAt, monitor, metrics } = value as Record<string, JSONValue>;
  const countsFit = [epoch, batch ?? 0, step ?? 0].every(
    (count) => Number.isSafeInteger(count) && (count as number) >= 0,
  );
  const isDated = typeof savedAt === 'string' && !Number.isNaN(Date.parse(savedAt));
  if (!countsFit || !isDated || typeof metrics !== 'object' || metrics === null) {
    throw new Error('what is noted of a checkpoint is damaged');
  }
  const { metric, direction } = (monitor ?? {}) as Record<string, JSONValue>;
  const decided = typeof metric === 'string' && (direction === 'min' || direction === 'max');
  return {
    epoch: epoch as number,
    ...(typeof batch === 'number' && { batch }),
    ...(typeof step === 'number' && { step }),
    savedAt,
    ...(decided && { monitor: { metric, direction } }),
    metrics: fromJSONNumbers(metrics as Record<string, JSONValue>),
  };
}
