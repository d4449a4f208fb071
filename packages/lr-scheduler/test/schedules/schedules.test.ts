import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  oneCycle,
  piecewiseConstantDecay,
  polynomialDecay,
  type StepSchedule,
  stepDecay,
  warmup,
} from '../../src/schedules.js';

const rate = fc.double({ min: 1e-6, max: 10, noNaN: true });
const steps = fc.integer({ min: 2, max: 10_000 });
const first = { initialLearningRate: 0.1, decaySteps: 100 };

/** Every schedule, with the parameters that it needs and some that are drawn. */
const anySchedule: fc.Arbitrary<StepSchedule> = fc.oneof(
  fc.record({ initialLearningRate: rate, decaySteps: steps }).map(cosineDecay),
  fc.record({ initialLearningRate: rate, decaySteps: steps, warmupTarget: rate, warmupSteps: steps }).map(cosineDecay),
  fc
    .record({ initialLearningRate: rate, firstDecaySteps: steps, tMul: fc.constantFrom(1, 1.1, 2) })
    .map(cosineDecayRestarts),
  fc
    .record({ initialLearningRate: rate, decaySteps: steps, decayRate: fc.constantFrom(0, 0.5, 1) })
    .map(exponentialDecay),
  fc
    .record({ initialLearningRate: rate, decaySteps: steps, decayRate: rate, staircase: fc.boolean() })
    .map(inverseTimeDecay),
  fc.record({ initialLearningRate: rate, decaySteps: steps, cycle: fc.boolean() }).map(polynomialDecay),
  fc.record({ initialLearningRate: rate, stepSize: steps }).map(stepDecay),
  fc.record({ boundaries: fc.constant([5, 50]), values: fc.tuple(rate, rate, rate) }).map(piecewiseConstantDecay),
  fc
    .record({
      maxLearningRate: rate,
      totalSteps: steps,
      pctStart: fc.double({ min: 0, max: 0.5, noNaN: true }),
      threePhase: fc.boolean(),
    })
    .map(oneCycle),
);

describe('whatever the parameters are', () => {
  test('a schedule gives a learning rate at every step, long after its end too, and the same one each time', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 0, max: 1_000_000 }), (schedule, step) => {
        expect(schedule(step)).toBeGreaterThanOrEqual(0);
        expect(schedule(step)).toBeLessThan(Number.POSITIVE_INFINITY);
        expect(schedule(step)).toBe(schedule(step));
      }),
    );
  });

  test('a schedule takes the step alone, so that a scheduler knows that it ignores the rate', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        expect(schedule.length).toBe(1);
      }),
    );
  });

  test('a warm-up never leaves the range between its first rate and the one it rises to', () => {
    fc.assert(
      fc.property(anySchedule, steps, fc.nat(), (schedule, warmupSteps, any) => {
        const warmed = warmup(schedule, { warmupSteps })(any % warmupSteps);
        expect(warmed).toBeGreaterThanOrEqual(0);
        expect(warmed).toBeLessThanOrEqual(schedule(0));
      }),
    );
  });

  test('after a warm-up the schedule runs as it would without', () => {
    fc.assert(
      fc.property(anySchedule, steps, fc.nat(20_000), (schedule, warmupSteps, step) => {
        expect(warmup(schedule, { warmupSteps })(warmupSteps + step)).toBe(schedule(step));
      }),
    );
  });
});

test('a warm-up begins at 0, or at initialLearningRate', () => {
  expect([0, 1, 2, 3, 4].map(warmup(() => 0.4, { warmupSteps: 4 }))).toEqual([
    0,
    0.1,
    0.2,
    expect.closeTo(0.3, 12),
    0.4,
  ]);
  expect([0, 2, 4].map(warmup(() => 0.4, { warmupSteps: 4, initialLearningRate: 0.8 }))).toEqual([
    0.8,
    expect.closeTo(0.6, 12),
    0.4,
  ]);
});

test('one cycle stays where it ends, where PyTorch fails', () => {
  const schedule = oneCycle({ maxLearningRate: 1, totalSteps: 10 });
  const last = 1 / 25 / 1e4;
  expect([9, 10, 11, 1000].map(schedule)).toEqual([last, last, last, last]);
});

test('a restart comes at its very step, whatever logarithms are rounded to', () => {
  const schedule = cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1000, tMul: 10 });
  // Math.log(1000) / Math.log(10) is just below 3.
  expect(schedule(1000 * (1 + 10 + 100))).toBe(1);
});

test('a list that changes later does not change the schedule', () => {
  const [boundaries, values] = [[10], [1, 2]];
  const schedule = piecewiseConstantDecay({ boundaries, values });
  boundaries[0] = 0;
  values.fill(5);
  expect([10, 11].map(schedule)).toEqual([1, 2]);
});

describe('a wrong option is refused', () => {
  const RATE = 'Pass a learning rate, 0 or more.';
  const STEPS = 'Pass a number of steps above 0.';

  test.each<[string, () => unknown, string]>([
    [
      'numbers as in Python',
      () => cosineDecay(0.1 as never),
      'cosineDecay: the options are 0.1. Pass an object, such as { initialLearningRate: 0.1, decaySteps: 1000 }.',
    ],
    [
      'nothing',
      () => cosineDecay(undefined as never),
      `cosineDecay: option \`initialLearningRate\` is undefined. ${RATE}`,
    ],
    [
      'a rate below 0',
      () => cosineDecay({ ...first, initialLearningRate: -1 }),
      `cosineDecay: option \`initialLearningRate\` is -1. ${RATE}`,
    ],
    ['no steps', () => cosineDecay({ ...first, decaySteps: 0 }), `cosineDecay: option \`decaySteps\` is 0. ${STEPS}`],
    [
      'alpha',
      () => cosineDecay({ ...first, alpha: -1 }),
      'cosineDecay: option `alpha` is -1. Pass a fraction of the rate, 0 or more.',
    ],
    [
      'a warm-up to nowhere',
      () => cosineDecay({ ...first, warmupSteps: 5 }),
      'cosineDecay: option `warmupSteps` is 5. Pass `warmupTarget` too, the rate to rise to.',
    ],
    [
      'a warm-up without steps',
      () => cosineDecay({ ...first, warmupTarget: 1 }),
      'cosineDecay: option `warmupTarget` is 1. Pass `warmupSteps` too, the steps of the warm-up.',
    ],
    [
      'a wrong warm-up',
      () => cosineDecay({ ...first, warmupTarget: 1, warmupSteps: -1 }),
      'cosineDecay: option `warmupSteps` is -1. Pass a number of steps, 0 or more.',
    ],
    [
      'a name of Keras',
      () => cosineDecay({ ...first, warmup_target: 1 } as never),
      'cosineDecay: option `warmup_target` is unknown. Did you mean `warmupTarget`?',
    ],
    [
      'nothing',
      () => cosineDecayRestarts(1 as never),
      'cosineDecayRestarts: the options are 1. Pass an object, such as { initialLearningRate: 0.1, firstDecaySteps: 1000 }.',
    ],
    [
      'no first steps',
      () => cosineDecayRestarts({ initialLearningRate: 1 } as never),
      `cosineDecayRestarts: option \`firstDecaySteps\` is undefined. ${STEPS}`,
    ],
    [
      'shrinking periods',
      () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, tMul: 0.5 }),
      'cosineDecayRestarts: option `tMul` is 0.5. Pass a factor, 1 or more.',
    ],
    [
      'mMul',
      () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, mMul: -1 }),
      'cosineDecayRestarts: option `mMul` is -1. Pass a factor, 0 or more.',
    ],
    [
      'alpha',
      () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, alpha: -1 }),
      'cosineDecayRestarts: option `alpha` is -1. Pass a fraction of the rate, 0 or more.',
    ],
    [
      'nothing',
      () => exponentialDecay(1 as never),
      'exponentialDecay: the options are 1. Pass an object, such as { initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.9 }.',
    ],
    [
      'a factor below 0',
      () => exponentialDecay({ ...first, decayRate: -1 }),
      'exponentialDecay: option `decayRate` is -1. Pass a factor, 0 or more.',
    ],
    [
      'stairs',
      () => exponentialDecay({ ...first, decayRate: 1, staircase: 1 as never }),
      'exponentialDecay: option `staircase` is 1. Pass true or false.',
    ],
    [
      'nothing',
      () => inverseTimeDecay(1 as never),
      'inverseTimeDecay: the options are 1. Pass an object, such as { initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.5 }.',
    ],
    [
      'a divisor below 0',
      () => inverseTimeDecay({ ...first, decayRate: -1 }),
      'inverseTimeDecay: option `decayRate` is -1. Pass a number, 0 or more.',
    ],
    [
      'nothing',
      () => polynomialDecay(1 as never),
      'polynomialDecay: the options are 1. Pass an object, such as { initialLearningRate: 0.1, decaySteps: 1000 }.',
    ],
    [
      'an end below 0',
      () => polynomialDecay({ ...first, endLearningRate: -1 }),
      `polynomialDecay: option \`endLearningRate\` is -1. ${RATE}`,
    ],
    [
      'a power of 0',
      () => polynomialDecay({ ...first, power: 0 }),
      'polynomialDecay: option `power` is 0. Pass a number above 0.',
    ],
    [
      'nothing',
      () => stepDecay(1 as never),
      'stepDecay: the options are 1. Pass an object, such as { initialLearningRate: 0.1, stepSize: 30 }.',
    ],
    [
      'a gamma below 0',
      () => stepDecay({ initialLearningRate: 1, stepSize: 1, gamma: -1 }),
      'stepDecay: option `gamma` is -1. Pass a factor, 0 or more.',
    ],
    [
      'no size',
      () => stepDecay({ initialLearningRate: 1, stepSize: 0 }),
      `stepDecay: option \`stepSize\` is 0. ${STEPS}`,
    ],
    [
      'a schedule that is none',
      () => warmup({} as never, { warmupSteps: 1 }),
      'warmup: the schedule is an object. Pass a schedule such as cosineDecay({ … }).',
    ],
    [
      'nothing',
      () => warmup(() => 1, 1 as never),
      'warmup: the options are 1. Pass an object, such as { warmupSteps: 100 }.',
    ],
    ['no steps', () => warmup(() => 1, { warmupSteps: 0 }), `warmup: option \`warmupSteps\` is 0. ${STEPS}`],
    [
      'a rate below 0',
      () => warmup(() => 1, { warmupSteps: 1, initialLearningRate: -1 }),
      `warmup: option \`initialLearningRate\` is -1. ${RATE}`,
    ],
    [
      'nothing',
      () => oneCycle(1 as never),
      'oneCycle: the options are 1. Pass an object, such as { maxLearningRate: 0.1, totalSteps: 1000 }.',
    ],
    [
      'one step',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 1 }),
      'oneCycle: option `totalSteps` is 1. Pass a number of steps, 2 or more.',
    ],
    [
      'too great a part',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 9, pctStart: 1.1 }),
      'oneCycle: option `pctStart` is 1.1. Pass a part from 0 to 1.',
    ],
    [
      'no room for three',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 9, pctStart: 0.6, threePhase: true }),
      'oneCycle: option `pctStart` is 0.6. Pass a part from 0 to 0.5, because `threePhase` takes it twice.',
    ],
    [
      'a strategy',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 9, annealStrategy: 'cosine' as never }),
      "oneCycle: option `annealStrategy` is \"cosine\". Pass 'cos', 'linear'.",
    ],
    [
      'a factor of 0',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 9, divFactor: 0 }),
      'oneCycle: option `divFactor` is 0. Pass a factor above 0.',
    ],
    [
      'a last factor of 0',
      () => oneCycle({ maxLearningRate: 1, totalSteps: 9, finalDivFactor: 0 }),
      'oneCycle: option `finalDivFactor` is 0. Pass a factor above 0.',
    ],
    [
      'nothing',
      () => piecewiseConstantDecay(1 as never),
      'piecewiseConstantDecay: the options are 1. Pass an object, such as { boundaries: [100, 200], values: [0.1, 0.01, 0.001] }.',
    ],
    [
      'no boundaries',
      () => piecewiseConstantDecay({} as never),
      'piecewiseConstantDecay: option `boundaries` is undefined. Pass an array of steps that rise, such as [100, 200].',
    ],
    [
      'an empty list',
      () => piecewiseConstantDecay({ boundaries: [], values: [1] }),
      'piecewiseConstantDecay: option `boundaries` is []. Pass an array of steps that rise, such as [100, 200].',
    ],
    [
      'a fall',
      () => piecewiseConstantDecay({ boundaries: [2, 2], values: [1] }),
      'piecewiseConstantDecay: option `boundaries` is [2, 2]. Pass an array of steps that rise, such as [100, 200].',
    ],
    [
      'no step',
      () => piecewiseConstantDecay({ boundaries: ['1' as never], values: [1] }),
      'piecewiseConstantDecay: option `boundaries` is ["1"]. Pass an array of steps that rise, such as [100, 200].',
    ],
    [
      'too few',
      () => piecewiseConstantDecay({ boundaries: [1, 2], values: [1, 2] }),
      'piecewiseConstantDecay: option `values` is [1, 2]. Pass an array of 3 learning rates, one more than there are boundaries.',
    ],
    [
      'no rates',
      () => piecewiseConstantDecay({ boundaries: [1], values: [1, -2] }),
      'piecewiseConstantDecay: option `values` is [1, -2]. Pass an array of 2 learning rates, one more than there are boundaries.',
    ],
    [
      'no list',
      () => piecewiseConstantDecay({ boundaries: [1], values: 1 as never }),
      'piecewiseConstantDecay: option `values` is 1. Pass an array of 2 learning rates, one more than there are boundaries.',
    ],
  ])('%s: %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});
