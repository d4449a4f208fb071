import { fromJSONNumber, type JSONValue, toJSONNumber } from '@cb/core/monitor';

/** The moment that a checkpoint, and the name of its file, tells of. */
export interface Moment {
  /** The epoch as hooks count it, from 0; `{epoch}` writes one more. */
  epoch: number;
  /** The batch as hooks count it, from 0; `{batch}` writes one more. Absent at the end of an epoch. */
  batch?: number | undefined;
  /** The metrics by name. */
  logs?: Readonly<Record<string, number>> | undefined;
}

/** What `resumeMoment` needs, as JSON. */
export function saveMoment({ epoch, batch, logs = {} }: Moment): Record<string, JSONValue> {
  return { epoch, ...(batch !== undefined && { batch }), logs: toJSONNumbers(logs) };
}

export function resumeMoment({ epoch, batch, logs }: Record<string, JSONValue>): Moment {
  return {
    epoch: epoch as number,
    ...(batch !== undefined && { batch: batch as number }),
    logs: fromJSONNumbers(logs as Record<string, JSONValue>),
  };
}

/** Numbers by name, as JSON can hold them. */
export function toJSONNumbers(numbers: Readonly<Record<string, number>>): Record<string, JSONValue> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toJSONNumber(value)]));
}

/** What `toJSONNumbers` was given. */
export function fromJSONNumbers(numbers: Readonly<Record<string, JSONValue>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, fromJSONNumber(value) as number]));
}
