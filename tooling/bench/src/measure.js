// @ts-check
import { median } from './statistics.js';

/**
 * One contestant and what was measured of it, round by round.
 * @typedef {{ who: string, samples: number[] }} Row
 */

/**
 * What `value` should be, such as the quotient of two medians. `NaN` if it could not be measured.
 * @typedef {object} Goal
 * @property {string} says what `value` is
 * @property {number} value
 * @property {string} [unit]
 * @property {number} [atMost]
 * @property {number} [atLeast]
 * @property {string} [missedBecause] shown if it is missed: why, and what would close it
 */

/**
 * The same work, done by several contestants.
 * @typedef {object} Measure
 * @property {string} name
 * @property {string} unit
 * @property {'less' | 'more'} better
 * @property {string} [ours] which of the rows is ours, where the others are peers
 * @property {Row[]} rows
 */

/**
 * How a cost grows with a size.
 * @typedef {object} Growth
 * @property {string} name
 * @property {string} size what grows, such as "epochs"
 * @property {string} unit of the cost
 * @property {{ who: string, points: [size: number, cost: number][] }[]} lines
 */

/**
 * What a benchmark found.
 * @typedef {object} Report
 * @property {string} name
 * @property {string} work what each contestant does
 * @property {Measure[]} [measures]
 * @property {Growth[]} [growths]
 * @property {Goal[]} [goals]
 * @property {string[]} [remarks] what was left out, and why
 */

/**
 * @param {readonly Row[]} rows
 * @param {string} who
 * @returns {number} its median; NaN if it did not take part
 */
export function medianOf(rows, who) {
  return median(rows.find((row) => row.who === who)?.samples ?? []);
}

/**
 * @param {readonly Row[]} rows
 * @param {...string} names
 */
export function only(rows, ...names) {
  return rows.filter(({ who }) => names.includes(who));
}

/**
 * @param {Goal} goal
 * @returns {'met' | 'missed' | 'not measured'}
 */
export function outcome({ value, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) {
  if (Number.isNaN(value)) return 'not measured';
  return value <= atMost && value >= atLeast ? 'met' : 'missed';
}

/**
 * How many times as good as another row ours is: as fast, as small.
 *
 * @param {Measure} measure
 * @param {Row} row
 * @returns {number} NaN for our own row, and where none is ours
 */
export function lead({ better, ours, rows }, row) {
  if (ours === undefined || row.who === ours) return Number.NaN;
  const quotient = median(row.samples) / medianOf(rows, ours);
  return better === 'less' ? quotient : 1 / quotient;
}
