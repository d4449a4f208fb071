// @ts-check
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  oneCycle,
  piecewiseConstantDecay,
  polynomialDecay,
  stepDecay,
  warmup,
} from '@cb/lr-scheduler/schedules';

const STEPS = 100;
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 150, 36, 350, 16, 124];

const common = { initialLearningRate: 0.1, decaySteps: 100 };

/** What the README shows. */
const schedules = {
  cosineDecay: cosineDecay({ ...common, initialLearningRate: 0, decaySteps: 80, warmupTarget: 0.1, warmupSteps: 20 }),
  cosineDecayRestarts: cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 15, mMul: 0.8 }),
  exponentialDecay: exponentialDecay({ ...common, decayRate: 0.1 }),
  inverseTimeDecay: inverseTimeDecay({ ...common, decaySteps: 10, decayRate: 0.5 }),
  oneCycle: oneCycle({ maxLearningRate: 0.1, totalSteps: STEPS }),
  piecewiseConstantDecay: piecewiseConstantDecay({ boundaries: [20, 70], values: [0.1, 0.06, 0.01] }),
  polynomialDecay: polynomialDecay({ ...common, endLearningRate: 0, power: 2 }),
  stepDecay: stepDecay({ initialLearningRate: 0.1, stepSize: 25, gamma: 0.5 }),
  warmup: warmup(exponentialDecay({ ...common, decayRate: 0.2 }), { warmupSteps: 10 }),
};

/** The pictures by the name of their file: the rates of the steps from 0 to 100. On white, for light pages and dark ones. */
export const pictures = Object.fromEntries(
  Object.entries(schedules).map(([name, schedule]) => [`${kebabCase(name)}.svg`, draw(name, schedule)]),
);

/**
 * @param {string} name
 * @param {(step: number) => number} schedule
 */
function draw(name, schedule) {
  const x = (/** @type {number} */ step) => (LEFT + ((RIGHT - LEFT) * step) / STEPS).toFixed(1);
  const y = (/** @type {number} */ rate) => (BOTTOM - ((BOTTOM - TOP) * rate) / 0.1).toFixed(1);
  // Held until the next step, as an optimizer has it.
  const line = Array.from({ length: STEPS }, (_, step) => `V${y(schedule(step))}H${x(step + 1)}`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${name}: the learning rate of ${STEPS} steps</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fff"/>`,
    `<path d="M${LEFT} ${TOP}H${RIGHT}M${LEFT} ${BOTTOM}H${RIGHT}" stroke="#ddd"/>`,
    text(LEFT - 6, TOP + 4, '0.1', 'end'),
    text(LEFT - 6, BOTTOM + 4, '0', 'end'),
    text(LEFT, HEIGHT - 8, '0', 'start'),
    text(RIGHT, HEIGHT - 8, `${STEPS} steps`, 'end'),
    `<path d="M${x(0)} ${y(schedule(0))}${line}" fill="none" stroke="#1f77b4" stroke-width="2"/>`,
    '</svg>\n',
  ].join('\n');
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} anchor
 */
function text(x, y, content, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

/** @param {string} name */
function kebabCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
