// @ts-check
import { factorsOf, goalsOf, leadsOf, nameOf } from './figures.js';
import { goalsTable } from './goals-table.js';
import { outcome } from './measure.js';
import { times } from './numbers.js';
import { table } from './statistics.js';

/** @typedef {import('./measure.js').Report} Report */

/**
 * All goals in one table, and all quotients to peers in another one, each beside what it was before.
 *
 * @param {readonly Report[]} reports
 * @param {readonly Report[]} [before] what another run found; what it did not measure is left blank
 */
export function summaryOf(reports, before) {
  const goals = goalsOf(reports);
  const count = (/** @type {ReturnType<typeof outcome>} */ what) =>
    goals.filter((goal) => outcome(goal) === what).length;
  const earlier = new Map(goalsOf(before ?? []).map(({ says, value }) => [says, value]));
  return [
    `${count('met')} of ${goals.length} goals are met, ${count('missed')} missed, ${count('not measured')} not measured.`,
    ...(goals.length > 0 ? [goalsTable(goals, before && (({ says }) => earlier.get(says) ?? Number.NaN))] : []),
    ...(leadsOf(reports).length > 0 ? [leadsTable(reports, before)] : []),
  ].join('\n\n');
}

/**
 * @param {readonly Report[]} reports
 * @param {readonly Report[]} [before]
 */
function leadsTable(reports, before) {
  const earlier = factorsOf(leadsOf(before ?? []));
  const rows = leadsOf(reports).map((one) => [
    one.report,
    one.measure,
    one.who,
    ...(before ? [times(earlier.get(nameOf(one)) ?? Number.NaN)] : []),
    times(one.factor),
  ]);
  return table(['benchmark', 'what', 'peer', ...(before ? ['ours was as good'] : []), 'ours is as good'], rows);
}
