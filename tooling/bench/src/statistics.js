// @ts-check

/**
 * @param {readonly number[]} values
 * @returns {number} NaN if there are none
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The middle half of the values lies between them.
 *
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
export function quartiles(values) {
  return [quantile(values, 0.25), quantile(values, 0.75)];
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [Number(sorted[Math.floor(place)]), Number(sorted[Math.ceil(place)])];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * How many times as large the second coordinates are at the end as at the beginning: the quotient of the medians of the
 * last and the first fifth.
 *
 * @param {readonly (readonly [number, number])[]} points
 */
export function growthOf(points) {
  const fifth = Math.ceil(points.length / 5);
  const costs = points.map(([, cost]) => cost);
  return median(costs.slice(-fifth)) / median(costs.slice(0, fifth));
}

/**
 * A Markdown table.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
