// @ts-check
import { label, line, svg } from './drawing.js';
import { factorsOf, nameOf } from './figures.js';
import { times } from './numbers.js';

/** @typedef {import('./figures.js').Figure} Figure */

const [WIDTH, ROW, TOP, BOTTOM] = [1000, 19, 96, 24];
/** Where the names of measures begin, those of peers end, and the bars may be. */
const [NAMES, PEERS, BARS] = [20, 560, { left: 590, right: 930 }];

/**
 * A bar for each quotient, on a logarithmic scale, from 1 to the right or to the left. A mark shows where it was before.
 *
 * @param {{ title: string, subtitle: string }} words
 * @param {readonly Figure[]} bars
 * @param {readonly Figure[]} before what another run found
 * @returns {string} an SVG image
 */
export function barsOf({ title, subtitle }, bars, before) {
  const earlier = factorsOf(before);
  const shown = [...bars.map(({ factor }) => factor), ...bars.flatMap((one) => earlier.get(nameOf(one)) ?? [])];
  const logs = shown.map(Math.log10);
  const [low, high] = [Math.floor(Math.min(-1, ...logs)), Math.ceil(Math.max(1, ...logs))];
  const at = (/** @type {number} */ factor) =>
    BARS.left + ((Math.log10(factor) - low) / (high - low)) * (BARS.right - BARS.left);
  const groups = [...new Set(bars.map(({ report }) => report))];
  const height = TOP + (bars.length + 1.5 * groups.length) * ROW + BOTTOM;
  // Of many powers of ten, every second one has a name.
  const isNamed = (/** @type {number} */ factor) => high - low <= 5 || Math.round(Math.log10(factor)) % 2 === 0;
  const grid = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)).flatMap((factor) => [
    line(at(factor), TOP - 10, at(factor), height - BOTTOM, factor === 1 ? 'axis' : 'grid'),
    ...(isNamed(factor) ? [label(at(factor), TOP - 16, times(factor), 'quiet middle')] : []),
  ]);
  let y = TOP;
  const rows = groups.flatMap((group) => {
    y += 1.5 * ROW;
    const head = label(NAMES, y - 6, group, 'head');
    const ofGroup = bars.filter(({ report }) => report === group);
    return [
      head,
      ...ofGroup.map((bar, index) => {
        y += ROW;
        const isSame = index > 0 && ofGroup[index - 1]?.measure === bar.measure;
        return rowOf({ ...bar, measure: isSame ? '' : bar.measure }, y - 5, at, earlier.get(nameOf(bar)));
      }),
    ];
  });
  const mark = before.length > 0 ? ' The mark is where it was before.' : '';
  return svg({ width: WIDTH, height, title, subtitle: `${subtitle}${mark}` }, [...grid, ...rows]);
}

/**
 * @param {{ measure: string, who: string, factor: number }} bar
 * @param {number} y of the line that the letters stand on
 * @param {(factor: number) => number} at the place of a quotient
 * @param {number} [before] what the quotient was
 */
function rowOf({ measure, who, factor }, y, at, before) {
  const [from, to] = factor < 1 ? [at(factor), at(1)] : [at(1), at(factor)];
  const place = `x="${from.toFixed(1)}" y="${y - 10}" width="${Math.max(1.5, to - from).toFixed(1)}" height="${ROW - 6}"`;
  const rest = before === undefined ? [] : [line(at(before), y - 13, at(before), y + 6, 'before')];
  return [
    label(NAMES, y, measure),
    label(PEERS, y, who, 'quiet end'),
    `<rect ${place} rx="2" class="${factor < 1 ? 'behind' : 'ahead'}"/>`,
    ...rest,
    label(Math.max(to, at(before ?? 1)) + 8, y, times(factor)),
  ].join('');
}
