import { type JSONValue, toJSONNumber } from '@cb/core/monitor';
import type { Params } from '../space/space.js';

/** What is said to a trial that has reported. `'superseded'`: another attempt runs, and this one is to end. */
export type Verdict = 'continue' | 'stop' | 'superseded';

/** How a trial ended: by itself, because it was told to stop, or by errors of its own. */
export type EndStatus = 'completed' | 'stopped' | 'failed';

/** Metrics by name. */
export type Metrics = Record<string, number>;

/** What happened in a sweep, in the order in which it did. Its table follows from these alone. */
export type SweepEvent =
  | { type: 'planned'; trial: number; params: Params }
  | { type: 'begun'; trial: number; attempt: number; at: number; machine: string; directory: string }
  | ReportEvent
  | { type: 'erred'; trial: number; attempt: number; at: number; error: string }
  | { type: 'ended'; trial: number; attempt: number; at: number; status: EndStatus; error?: string };

export interface ReportEvent {
  type: 'reported';
  trial: number;
  attempt: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Epochs that are done. */
  step: number;
  value: number;
  metrics: Metrics;
  /** Rungs, in epochs, at which the value counts. */
  rungs: number[];
  verdict: 'continue' | 'stop';
}

/** As text. JSON has no word for NaN and the infinities, which metrics may be. */
export function toText(event: SweepEvent): string {
  if (event.type !== 'reported') return JSON.stringify(event);
  return JSON.stringify({
    ...event,
    value: toJSONNumber(event.value),
    metrics: mapValues(event.metrics, toJSONNumber),
  });
}

/** What `toText` wrote. @throws SyntaxError if it is no JSON */
export function fromText(text: string): SweepEvent {
  const event = JSON.parse(text);
  if (event.type !== 'reported') return event;
  return {
    ...event,
    value: Number(event.value),
    metrics: mapValues(event.metrics as Record<string, JSONValue>, Number),
  };
}

function mapValues<From, To>(values: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
