// @ts-check
import { axis, label, svg } from './drawing.js';
import { number } from './numbers.js';

/** @typedef {import('./measure.js').Growth} Growth */

const COLUMNS = 2;
const [CELL_WIDTH, CELL_HEIGHT, TOP] = [450, 220, 40];
const PLOT = { left: 70, top: 30, width: 350, height: 130 };

/**
 * A plot for each cost that was followed while something grew. The axes begin at nought.
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
  return svg({ width: COLUMNS * CELL_WIDTH, height, title: 'How costs grow' }, plots);
}

/** @param {Growth} growth */
function plotOf({ name, size, unit, lines }) {
  const { left, top, width, height } = PLOT;
  const points = lines.flatMap((line) => line.points);
  const [right, high] = [Math.max(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y)) || 1];
  const bottom = top + height;
  const at = (/** @type {[number, number]} */ [x, y]) =>
    `${(left + (x / right) * width).toFixed(1)},${(bottom - (Math.max(y, 0) / high) * height).toFixed(1)}`;
  return [
    label(left, top - 12, unit === '' ? name : `${name}, ${unit}`),
    axis(left, top, left, bottom),
    axis(left, bottom, left + width, bottom),
    label(left - 6, top + 10, number(high), 'end'),
    label(left - 6, bottom, '0', 'end'),
    label(left + width, bottom + 16, `${number(right)} ${size}`, 'end'),
    ...lines.map((line, index) => `<polyline points="${line.points.map(at).join(' ')}" class="line${index % 4}"/>`),
    ...(lines.length > 1
      ? lines.map(({ who }, index) => label(left + index * 110, bottom + 32, who, `line${index % 4}`))
      : []),
  ].join('\n');
}
