import type { Direction } from '@cb/core/monitor';
import type { SweepTable } from '../table/table.js';
import type { TrialRecord } from '../table/trial-record.js';
import { rungsUpTo, stopsAtRung } from './asha.js';
import { stopsByMedian } from './median.js';
import type { Rule } from './scheduler.js';

/** What comes of a report. */
export interface Decision {
  verdict: 'continue' | 'stop';
  /** The rungs, in epochs, at which the value counts from now on. */
  rungs: number[];
}

/** A value as scores have it: smaller is better. */
export function scoreOf(value: number, direction: Direction): number {
  return direction === 'min' ? value : -value;
}

/** Decides about a trial that reports a value, from all that was reported before. */
export function decide(rule: Rule, table: SweepTable, trial: number, step: number, value: number): Decision {
  const score = scoreOf(value, table.direction);
  const own = table.record(trial);
  if (rule.type === 'asha') return decideAtRungs(rule, table, own, step, score);
  const stops =
    rule.type === 'median' && step >= rule.warmupEpochs && stopsAmongCompleted(rule, table, own, step, value);
  return { verdict: stops ? 'stop' : 'continue', rungs: [] };
}

/** A trial that comes to several rungs at once climbs them one by one. */
function decideAtRungs(
  rule: Rule & { type: 'asha' },
  table: SweepTable,
  own: TrialRecord,
  step: number,
  score: number,
) {
  const before = own.rungs;
  const rungs: number[] = [];
  for (const rung of rungsUpTo(step, rule).filter((one) => !before.includes(one))) {
    if (!Number.isNaN(score)) rungs.push(rung);
    if (stopsAtRung(scoresAtRung(table, rung), score, rule)) return { verdict: 'stop' as const, rungs };
  }
  return { verdict: 'continue' as const, rungs };
}

function scoresAtRung(table: SweepTable, rung: number): number[] {
  return table.records.flatMap(({ reports }) =>
    [...reports.values()]
      .filter(({ rungs }) => rungs.includes(rung))
      .map(({ value }) => scoreOf(value, table.direction)),
  );
}

function stopsAmongCompleted(
  { startupTrials }: Rule & { type: 'median' },
  table: SweepTable,
  own: TrialRecord,
  step: number,
  value: number,
): boolean {
  const completed = table.records.filter(({ status }) => status === 'completed');
  if (completed.length === 0 || completed.length < startupTrials) return false;
  const atStep = completed.flatMap(({ reports }) => reports.get(step)?.value ?? []);
  const values = [...own.reports.values()].map((report) => report.value);
  return stopsByMedian([...values, value], atStep, table.direction);
}
