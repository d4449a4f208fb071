import { fromJSONNumber, type JSONValue, type Monitor, toJSONNumber } from '@cb/core/monitor';
import { type Moment, resumeMoment, saveMoment } from './moment.js';

/** A checkpoint that is kept until better or newer ones displace it. */
export interface Kept {
  name: string;
  moment: Moment;
  /** The monitored value, if a metric decides. */
  value: number | undefined;
  /** As in its facts: another callback may have written one under this name since. */
  savedAt: string;
}

/** How many checkpoints to keep: at most one of the two numbers; with neither, all are, and none is remembered. */
export interface KeptRules {
  monitor: Monitor | undefined;
  /** The best so many, by `monitor`. */
  topK: number | undefined;
  /** The newest so many. */
  keepLast: number | undefined;
}

/**
 * Which checkpoints stay.
 *
 * @param written all there are, the newest last
 * @returns those that stay, in the same order, and those that go. Of equal values the earlier ones stay.
 */
export function keptAfter(written: readonly Kept[], rules: KeptRules): { kept: Kept[]; displaced: Kept[] } {
  const { monitor, topK, keepLast } = rules;
  if (topK === undefined && keepLast === undefined) return { kept: [], displaced: [] };
  const ranked =
    topK !== undefined && monitor ? [...written].sort((a, b) => rank(monitor, a, b)) : [...written].reverse();
  const staying = new Set(ranked.slice(0, topK ?? keepLast));
  return {
    kept: written.filter((one) => staying.has(one)),
    displaced: written.filter((one) => !staying.has(one)),
  };
}

/** The better value first; equal values in their order, as a stable sort leaves them. */
function rank(monitor: Monitor, a: Kept, b: Kept): number {
  const [left, right] = [a.value as number, b.value as number];
  if (monitor.isBetter(left, right)) return -1;
  return monitor.isBetter(right, left) ? 1 : 0;
}

/** What `resumeKept` needs, as JSON. */
export function saveKept({ name, moment, value, savedAt }: Kept): Record<string, JSONValue> {
  return { name, moment: saveMoment(moment), value: toJSONNumber(value), savedAt };
}

/** @throws TypeError if the value, which may come from outside, is none that `saveKept` gave */
export function resumeKept(saved: JSONValue): Kept {
  const { name, moment, value, savedAt } = (saved ?? {}) as Record<string, JSONValue | undefined>;
  const { epoch, logs } = (moment ?? {}) as Record<string, JSONValue | undefined>;
  const isTold = typeof name === 'string' && typeof epoch === 'number' && typeof savedAt === 'string';
  if (!isTold || typeof logs !== 'object' || logs === null) {
    throw new TypeError(
      'ModelCheckpoint: the state does not say which checkpoints are kept. Pass what getState() gave.',
    );
  }
  return { name, moment: resumeMoment(moment as Record<string, JSONValue>), value: fromJSONNumber(value), savedAt };
}
