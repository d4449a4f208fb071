// @ts-check
import { goalsTable } from './goals-table.js';
import { lead } from './measure.js';
import { number, times } from './numbers.js';
import { growthOf, median, quartiles, table } from './statistics.js';

/** @typedef {import('./measure.js').Report} Report */
/** @typedef {import('./measure.js').Measure} Measure */
/** @typedef {import('./measure.js').Growth} Growth */

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
