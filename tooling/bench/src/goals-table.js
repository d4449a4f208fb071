// @ts-check
import { outcome } from './measure.js';
import { number } from './numbers.js';
import { table } from './statistics.js';

/** @typedef {import('./measure.js').Goal} Goal */

/**
 * What was found beside what was asked for; a goal that is missed says why.
 *
 * @param {readonly Goal[]} goals
 * @param {(goal: Goal) => number} [before] what was found another time, which gets a column; NaN where nothing was
 */
export function goalsTable(goals, before) {
  const rows = goals.map((goal) => {
    const { says, value, unit = '', atMost, atLeast, missedBecause = '' } = goal;
    const limit = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    const result = outcome(goal);
    return [
      says,
      ...(before ? [withUnit(before(goal), unit)] : []),
      withUnit(value, unit),
      `${limit} ${unit}`.trim(),
      result === 'met' ? 'met' : `**${result}**`,
      result === 'missed' ? missedBecause : '',
    ];
  });
  const found = before ? ['before', 'after'] : ['found'];
  return table(['what', ...found, 'goal', 'met?', 'why not, and what would close it'], rows);
}

/**
 * @param {number} value
 * @param {string} unit
 */
function withUnit(value, unit) {
  return Number.isFinite(value) ? `${number(value)} ${unit}`.trim() : '';
}
