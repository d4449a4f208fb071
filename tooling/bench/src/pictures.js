// @ts-check
import { barsOf } from './bars.js';
import { curvesOf } from './curves.js';
import { leadsOf, marginsOf } from './figures.js';

/** @typedef {import('./measure.js').Report} Report */

const PEERS = {
  title: 'How many times as good as each peer ours is',
  subtitle: 'Quotients of medians, logarithmic. Right of 1 × (blue) ours is ahead, left of it (orange) behind.',
};
const GOALS = {
  title: 'How many times as good as its goal ours is',
  subtitle: 'Logarithmic. 1 × is the goal: right of it (blue) it is met, left of it (orange) missed.',
};

/**
 * The pictures for which there is something to show, with what their files' names end with.
 *
 * @param {readonly Report[]} reports
 * @param {readonly Report[]} [before] what another run found
 */
export function picturesOf(reports, before = []) {
  const [leads, margins] = [leadsOf(reports), marginsOf(reports)];
  const hasGrowth = reports.some(({ growths = [] }) => growths.length > 0);
  return [
    ...(leads.length > 0 ? [{ name: '', title: PEERS.title, image: barsOf(PEERS, leads, leadsOf(before)) }] : []),
    ...(margins.length > 0
      ? [{ name: '-goals', title: GOALS.title, image: barsOf(GOALS, margins, marginsOf(before)) }]
      : []),
    ...(hasGrowth ? [{ name: '-growth', title: 'How costs grow', image: curvesOf(reports) }] : []),
  ];
}
