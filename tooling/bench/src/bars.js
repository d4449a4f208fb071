// @ts-check
import { axis, label, svg } from './drawing.js';
import { lead } from './measure.js';
import { times } from './numbers.js';

const WIDTH = 900;
const LABELS = 480;
const ROW = 18;
const TOP = 46;

/**
 * A bar for each peer: how many times as good ours is, on a logarithmic scale. Bars to the right of the line are where
 * ours is ahead.
 *
 * @param {readonly import('./measure.js').Report[]} reports
 * @returns {string} an SVG image
 */
export function barsOf(reports) {
  const bars = reports
    .flatMap(({ measures = [] }) =>
      measures.flatMap((measure) =>
        measure.rows.map((row) => ({ name: `${measure.name}: ${row.who}`, factor: lead(measure, row) })),
      ),
    )
    .filter(({ factor }) => factor > 0 && Number.isFinite(factor));
  const decades = Math.max(1, ...bars.map(({ factor }) => Math.abs(Math.log10(factor))));
  const middle = LABELS + (WIDTH - LABELS - 60) / 2;
  const scale = (WIDTH - LABELS - 120) / 2 / decades;
  const height = TOP + bars.length * ROW + 20;
  const rows = bars.map(({ name, factor }, index) => {
    const y = TOP + index * ROW;
    const length = Math.log10(factor) * scale;
    const [x, look] = length < 0 ? [middle + length, 'behind'] : [middle, 'ahead'];
    const size = `width="${Math.max(1, Math.abs(length)).toFixed(1)}" height="${ROW - 5}"`;
    return [
      label(LABELS - 10, y + 12, name, 'end'),
      `<rect x="${x.toFixed(1)}" y="${y + 2}" ${size} class="${look}"/>`,
      label(length < 0 ? middle + 6 : middle + length + 6, y + 12, times(factor)),
    ].join('');
  });
  const title = 'How many times as good as each peer (medians, logarithmic; right of the line: ours is ahead)';
  return svg({ width: WIDTH, height, title }, [axis(middle, TOP - 8, middle, height - 10), ...rows]);
}
