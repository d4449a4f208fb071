// @ts-check

/** @typedef {import('./training.js').History} History */

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 690;
/** Top and bottom of the losses, and of the learning rate below them. */
const LOSS = /** @type {const} */ ([50, 260]);
const RATE = /** @type {const} */ ([300, 355]);
const COLORS = { loss: '#1f77b4', val_loss: '#d95f02', rate: '#4d4d4d', best: '#1b9e77' };

/**
 * The curves of a run as an SVG picture: both losses and, below, the learning rate, on logarithmic axes.
 *
 * @param {History} history of one epoch or more
 * @param {number} [bestEpoch] counted from 0
 */
export function drawCurves({ loss, val_loss, learning_rate }, bestEpoch) {
  const x = (/** @type {number} */ epoch) => LEFT + ((RIGHT - LEFT) * epoch) / Math.max(loss.length - 1, 1);
  const ofLoss = logarithmic([...loss, ...val_loss], LOSS);
  const ofRate = logarithmic(learning_rate, RATE);
  const [first, last] = [learning_rate[0], learning_rate.at(-1)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    '<title>Losses and learning rate of each epoch</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fff"/>`,
    text(LEFT, 28, 'loss', COLORS.loss),
    text(LEFT + 45, 28, 'val_loss', COLORS.val_loss),
    text(LEFT, 290, `learning rate: ${short(first)} to ${short(last)}`, COLORS.rate),
    text(RIGHT, 380, `epoch ${loss.length}`, '#000', 'end'),
    text(LEFT, 380, '1', '#000'),
    ...ofLoss.ticks.map((value) => grid(ofLoss.y(value), short(value))),
    bestEpoch === undefined ? '' : best(x(bestEpoch), bestEpoch + 1),
    line(
      loss.map((value, epoch) => [x(epoch), ofLoss.y(value)]),
      COLORS.loss,
    ),
    line(
      val_loss.map((value, epoch) => [x(epoch), ofLoss.y(value)]),
      COLORS.val_loss,
    ),
    line(steps(learning_rate.map((value, epoch) => [x(epoch), ofRate.y(value)])), COLORS.rate),
    '</svg>\n',
  ].join('\n');
}

/**
 * A logarithmic axis for these values, and the round values to mark on it.
 *
 * @param {readonly number[]} values
 * @param {readonly [number, number]} range top and bottom
 */
function logarithmic(values, [top, bottom]) {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.log10(Math.min(...positive)), Math.log10(Math.max(...positive))];
  const y = (/** @type {number} */ value) => bottom - ((Math.log10(value) - low) / (high - low || 1)) * (bottom - top);
  const powers = Array.from({ length: 9 }, (_, index) => 10 ** (index - 6));
  const ticks = powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((value) => y(value) >= top && y(value) <= bottom);
  return { y, ticks };
}

/** @typedef {[number, number]} Point */

/** @param {Point[]} points @returns {Point[]} the same values, each held until the next */
function steps(points) {
  return points.flatMap(([x, y], index) =>
    index === 0
      ? [[x, y]]
      : [
          [x, Number(points[index - 1]?.[1])],
          [x, y],
        ],
  );
}

/** @param {Point[]} points @param {string} color */
function line(points, color) {
  const path = points
    .filter(([, y]) => Number.isFinite(y))
    .map((point) => point.map((one) => one.toFixed(1)).join(','));
  return `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`;
}

/** @param {number} y @param {string} label */
function grid(y, label) {
  const rule = `<path d="M${LEFT} ${y.toFixed(1)}H${RIGHT}" stroke="#ddd"/>`;
  return rule + text(LEFT - 8, y + 4, label, '#000', 'end');
}

/** @param {number} x @param {number} epoch */
function best(x, epoch) {
  const rule = `<path d="M${x.toFixed(1)} ${LOSS[0]}V${RATE[1]}" stroke="${COLORS.best}" stroke-dasharray="4"/>`;
  return rule + text(x, 42, `best epoch: ${epoch}`, COLORS.best, x > WIDTH / 2 ? 'end' : 'start');
}

/** @param {number} x @param {number} y @param {string} content @param {string} color */
function text(x, y, content, color, anchor = 'start') {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${color}" text-anchor="${anchor}">${content}</text>`;
}

/** @param {number | undefined} value */
function short(value) {
  return String(Number(Number(value).toPrecision(2)));
}
