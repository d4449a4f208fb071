import type { TrialResult } from '../results/result.js';
import { bestOf, type SweepTable } from '../table/table.js';
import type { TrialRecord } from '../table/trial-record.js';
import { columns } from './columns.js';

const STATUSES = ['running', 'waiting', 'completed', 'stopped', 'failed'] as const;

/**
 * What there is to see of a sweep: how many trials are where, the best, and a row for each trial.
 *
 * @param size how many trials there are to be
 * @param most rows at most; the running trials stand first, then the best
 */
export function statusLines(table: SweepTable, size: number, most = Number.POSITIVE_INFINITY): string[] {
  const { records, results, direction } = table;
  const counts = STATUSES.map((status) => [status, results.filter((one) => one.status === status).length] as const);
  const said = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  const best = bestOf(results, direction);
  const summary = [`${records.length} of ${size} trials: ${said.join(', ') || 'none yet'}`];
  if (best) summary.push(`best: trial ${best.trial}, ${number(best.value)} after ${best.step} epochs`);
  const byTrial = new Map(records.map((record) => [record.trial, record]));
  const rows = [...results].sort(inOrder(direction)).slice(0, most);
  const cells = rows.map((result) => row(result, byTrial.get(result.trial) as TrialRecord));
  const left = results.length - rows.length;
  const titles = ['trial', 'status', 'epochs', 'best', 'hyperparameters'];
  return [summary.join('; '), ...columns(titles, cells), ...(left > 0 ? [`and ${left} more`] : [])];
}

function row(result: TrialResult, record: TrialRecord): string[] {
  const rung = result.status === 'stopped' ? record.rungs.at(-1) : undefined;
  const status = rung === undefined ? result.status : `stopped at ${rung}`;
  const params = Object.entries(result.params).map(
    ([name, value]) => `${name}=${typeof value === 'number' ? number(value) : JSON.stringify(value)}`,
  );
  return [String(result.trial), status, String(result.epochs.length), number(result.value), params.join(' ')];
}

/** Running ones first; then the better ones, those without a value last. */
function inOrder(direction: 'min' | 'max') {
  const sign = direction === 'min' ? 1 : -1;
  const worst = Number.POSITIVE_INFINITY;
  const score = ({ value }: TrialResult) => (value === undefined ? worst : sign * value);
  return (a: TrialResult, b: TrialResult) =>
    Number(b.status === 'running') - Number(a.status === 'running') ||
    (score(a) === score(b) ? a.trial - b.trial : score(a) - score(b));
}

function number(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(5)));
}
