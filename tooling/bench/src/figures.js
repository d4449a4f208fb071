// @ts-check
import { lead } from './measure.js';

/** @typedef {import('./measure.js').Report} Report */
/** @typedef {import('./measure.js').Goal} Goal */

/**
 * A quotient that is above 1 where things are well.
 * @typedef {{ report: string, measure: string, who: string, factor: number }} Figure
 */

/**
 * How many times as good as each peer ours is.
 *
 * @param {readonly Report[]} reports
 * @returns {Figure[]}
 */
export function leadsOf(reports) {
  const leads = reports.flatMap(({ name, measures = [] }) =>
    measures.flatMap((measure) =>
      measure.rows.map((row) => ({ report: name, measure: measure.name, who: row.who, factor: lead(measure, row) })),
    ),
  );
  return leads.filter(isDrawable);
}

/**
 * How many times as good as asked for ours is; without goals of nought, which have no quotient.
 *
 * @param {readonly Report[]} reports
 * @returns {Figure[]}
 */
export function marginsOf(reports) {
  const margins = reports.flatMap(({ name, goals = [] }) =>
    goals.map(({ says, value, atMost, atLeast, unit = '' }) => ({
      report: name,
      measure: says,
      who: `${atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`} ${unit}`.trim(),
      factor: atMost === undefined ? value / Number(atLeast) : atMost / value,
    })),
  );
  return margins.filter(isDrawable);
}

/**
 * The goals, named after their benchmarks too.
 *
 * @param {readonly Report[]} reports
 * @returns {Goal[]}
 */
export function goalsOf(reports) {
  return reports.flatMap(({ name, goals = [] }) => goals.map((goal) => ({ ...goal, says: `${name}: ${goal.says}` })));
}

/**
 * The factors by names, to find the same figure of another run.
 *
 * @param {readonly Figure[]} figures
 */
export function factorsOf(figures) {
  return new Map(figures.map((figure) => [nameOf(figure), figure.factor]));
}

/** @param {Figure} figure */
export function nameOf({ report, measure, who }) {
  return `${report}: ${measure}: ${who}`;
}

/** @param {Figure} figure */
function isDrawable({ factor }) {
  return factor > 0 && Number.isFinite(factor);
}
