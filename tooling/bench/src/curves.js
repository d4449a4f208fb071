// @ts-check
import { COLOURS, label, line, svg, widthOf } from './drawing.js';
import { number } from './numbers.js';

/** @typedef {import('./measure.js').Growth} Growth */

const COLUMNS = 2;
const [CELL_WIDTH, CELL_HEIGHT, TOP] = [500, 250, 70];
const PLOT = { left: 80, top: 58, width: 390, height: 140 };

/**
 * A plot for each cost that was followed while something grew. The axes begin at nought: what lies flat does not grow.
 *
 * @param {readonly import('./measure.js').Report[]} reports
 * @returns {string} an SVG image
 */
export function curvesOf(reports) {
  const growths = reports.flatMap(({ name, growths = [] }) =>
    growths.map((growth) => ({ ...growth, name: `${name}: ${growth.name}` })),
  );
  const plots = growths.map((growth, index) => {
    const [x, y] = [(index % COLUMNS) * CELL_WIDTH, TOP + Math.floor(index / COLUMNS) * CELL_HEIGHT];
    return `<g transform="translate(${x} ${y})">\n${plotOf(growth)}\n</g>`;
  });
  const height = TOP + Math.ceil(growths.length / COLUMNS) * CELL_HEIGHT;
  const subtitle = 'What something costs while its number grows. The axes begin at 0: what lies flat does not grow.';
  return svg({ width: COLUMNS * CELL_WIDTH, height, title: 'How costs grow', subtitle }, plots);
}

/** @param {Growth} growth */
function plotOf({ name, size, unit, lines }) {
  const { left, top, width, height } = PLOT;
  const points = lines.flatMap((one) => one.points);
  const [right, high] = [Math.max(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y)) || 1];
  const bottom = top + height;
  const at = (/** @type {[number, number]} */ [x, y]) =>
    `${(left + (x / right) * width).toFixed(1)},${(bottom - (Math.max(y, 0) / high) * height).toFixed(1)}`;
  const heights = [0, 0.5, 1].flatMap((share) => [
    line(left, bottom - share * height, left + width, bottom - share * height, share === 0 ? 'axis' : 'grid'),
    label(left - 8, bottom - share * height + 4, share === 0 ? '0' : number(share * high), 'quiet end'),
  ]);
  return [
    label(left, top - 36, unit === '' ? name : `${name}, ${unit}`, 'head'),
    ...legendOf(lines.map(({ who }) => who)),
    ...heights,
    label(left, bottom + 18, '0', 'quiet'),
    label(left + width, bottom + 18, `${number(right)} ${size}`, 'quiet end'),
    ...lines.map((one, index) => `<polyline points="${one.points.map(at).join(' ')}" stroke="${colourOf(index)}"/>`),
  ].join('\n');
}

/** @param {readonly string[]} names */
function legendOf(names) {
  let x = PLOT.left;
  return names.map((who, index) => {
    const [begin, y] = [x, PLOT.top - 20];
    x += widthOf(who) + 36;
    return `<rect x="${begin}" y="${y}" width="14" height="4" rx="2" fill="${colourOf(index)}"/>${label(begin + 20, y + 6, who)}`;
  });
}

/** @param {number} index */
function colourOf(index) {
  return COLOURS[index % COLOURS.length];
}
