// @ts-check
import { lead, outcome } from './measure.js';
import { number, times } from './numbers.js';
import { growthOf, median, quartiles, table } from './statistics.js';

/** @typedef {import('./measure.js').Report} Report */
/** @typedef {import('./measure.js').Measure} Measure */
/** @typedef {import('./measure.js').Growth} Growth */
/** @typedef {import('./measure.js').Goal} Goal */

/**
 * One benchmark: the work, what was measured, how it grows, and its goals.
 *
 * @param {Report} report
 */
export function markdownOf({ name, work, measures = [], growths = [], goals = [], remarks = [] }) {
  const tables = [
    ...(measures.length > 0 ? [measuresTable(measures)] : []),
    ...(growths.length > 0 ? [growthsTable(growths)] : []),
    ...(goals.length > 0 ? [goalsTable(goals)] : []),
  ];
  return [`## ${name}`, work, ...tables, ...remarks].join('\n\n');
}

/**
 * All benchmarks in one table of quotients, and the goals that were missed.
 *
 * @param {readonly Report[]} reports
 */
export function summaryOf(reports) {
  const rows = reports.flatMap(({ name, measures = [] }) =>
    measures.flatMap((measure) =>
      measure.rows
        .map((row) => [name, measure.name, row.who, times(lead(measure, row))])
        .filter(([, , , quotient]) => quotient !== ''),
    ),
  );
  const goals = reports.flatMap(({ name, goals = [] }) =>
    goals.map((goal) => ({ ...goal, says: `${name}: ${goal.says}` })),
  );
  const count = (/** @type {ReturnType<typeof outcome>} */ what) =>
    goals.filter((goal) => outcome(goal) === what).length;
  const open = goals.filter((goal) => outcome(goal) !== 'met');
  return [
    `${count('met')} of ${goals.length} goals are met, ${count('missed')} missed, ${count('not measured')} not measured.`,
    ...(open.length > 0 ? [goalsTable(open)] : []),
    ...(rows.length > 0 ? [table(['benchmark', 'what', 'peer', 'ours is as good'], rows)] : []),
  ].join('\n\n');
}

/** @param {readonly Measure[]} measures */
function measuresTable(measures) {
  const rows = measures.flatMap((measure) =>
    measure.rows.map((row) => {
      const who = row.who === measure.ours ? `**${row.who}**` : row.who;
      const middle = quartiles(row.samples).map(number).join(' – ');
      return [measure.name, who, times(lead(measure, row)), `${number(median(row.samples))} ${measure.unit}`, middle];
    }),
  );
  return table(['what', 'who', 'ours is as good', 'median', 'middle half'], rows);
}

/** @param {readonly Growth[]} growths */
function growthsTable(growths) {
  const rows = growths.flatMap(({ name, size, unit, lines }) =>
    lines.map(({ who, points }) => {
      const [[from, first] = [], [to, last] = []] = [points[0], points.at(-1)];
      const at = (/** @type {number} */ cost, /** @type {number} */ where) =>
        `${number(cost)} ${unit} at ${number(where)}`;
      return [
        name,
        who,
        times(growthOf(points)),
        at(Number(first), Number(from)),
        `${at(Number(last), Number(to))} ${size}`,
      ];
    }),
  );
  return table(['what grows', 'who', 'last fifth ÷ first', 'first', 'last'], rows);
}

/** @param {readonly Goal[]} goals */
function goalsTable(goals) {
  const rows = goals.map((goal) => {
    const { says, value, unit = '', atMost, atLeast, missedBecause = '' } = goal;
    const limit = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    const result = outcome(goal);
    const found = result === 'not measured' ? '' : `${number(value)} ${unit}`;
    return [
      says,
      found,
      `${limit} ${unit}`,
      result === 'met' ? 'met' : `**${result}**`,
      result === 'missed' ? missedBecause : '',
    ];
  });
  return table(['goal', 'found', 'asked for', '', 'why, and what would close it'], rows);
}
