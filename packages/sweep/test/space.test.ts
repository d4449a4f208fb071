import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw } from '../src/space/draw.js';
import { Grid } from '../src/space/grid.js';
import { planOf } from '../src/space/search.js';
import { contains, readSpace, type Space } from '../src/space/space.js';

describe('a space that cannot be', () => {
  const EXAMPLE = "an array of values, or a range such as { min: 1e-4, max: 1e-1, scale: 'log' }";
  test.each<[unknown, string]>([
    [undefined, `option \`space\` is undefined. Pass an object with ${EXAMPLE} for each hyperparameter.`],
    [[], `option \`space\` is an array. Pass an object with ${EXAMPLE} for each hyperparameter.`],
    [{}, `option \`space\` is empty. Pass ${EXAMPLE}, by name.`],
    [{ units: [] }, `option \`space.units\` is empty. Pass ${EXAMPLE}.`],
    [{ units: 5 }, `option \`space.units\` is 5. Pass ${EXAMPLE}.`],
    [{ units: null }, `option \`space.units\` is null. Pass ${EXAMPLE}.`],
    [{ units: [1, Number.NaN] }, 'option `space.units[1]` is NaN. Pass values that JSON can hold.'],
    [{ units: [() => 1] }, 'option `space.units[0]` is a function. Pass values that JSON can hold.'],
    [{ rate: { min: 1 } }, 'option `space.rate.max` is undefined. Pass a number.'],
    [{ rate: { min: '1', max: 2 } }, 'option `space.rate.min` is "1". Pass a number.'],
    [{ rate: { min: 0, max: Number.POSITIVE_INFINITY } }, 'option `space.rate.max` is Infinity. Pass a finite number.'],
    [{ rate: { min: 2, max: 2 } }, 'option `space.rate.min` is 2. Pass a number below `max`, which is 2.'],
    [{ rate: { min: 0, max: 1, scale: 'ln' } }, "option `space.rate.scale` is \"ln\". Pass 'linear' or 'log'."],
    [
      { rate: { min: 0, max: 1, scale: 'log' } },
      "option `space.rate.min` is 0. Pass a number above 0, or leave out `scale: 'log'`.",
    ],
    [{ rate: { min: 0.5, max: 2, whole: true } }, 'option `space.rate.min` is 0.5. Pass a whole number.'],
    [{ rate: { min: 0, max: 2, whole: 1 } }, 'option `space.rate.whole` is 1. Pass true or false.'],
    [
      { rate: { min: 0, max: 1, points: 1 } },
      'option `space.rate.points` is 1. Pass a whole number of values, 2 or more.',
    ],
    [
      { rate: { min: 0, max: 1, step: 1 } },
      'option `space.rate.step` is unknown. A range has min, max, scale, whole, points.',
    ],
  ])('%j', (space, message) => {
    expect(() => readSpace(space)).toThrow(`sweep: ${message}`);
  });
});

const dimension = fc.oneof(
  fc.array(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { minLength: 1, maxLength: 4 }),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), fc.boolean())
    .map(([min, more, isLog, whole]) => ({
      min,
      max: min + more,
      scale: isLog ? ('log' as const) : ('linear' as const),
      whole,
      points: 3,
    })),
);
const spaces: fc.Arbitrary<Space> = fc.dictionary(fc.string({ minLength: 1 }), dimension, { minKeys: 1, maxKeys: 4 });

describe('at random', () => {
  test('every value lies in its dimension, and follows from seed and number alone', () => {
    fc.assert(
      fc.property(spaces, fc.nat(), fc.integer({ min: 1, max: 1000 }), (space, seed, trial) => {
        const params = draw(space, seed, trial);
        for (const [name, value] of Object.entries(params)) expect(contains(space[name] as never, value)).toBe(true);
        expect(draw(space, seed, trial)).toEqual(params);
      }),
    );
  });

  test('another seed, another trial or another name draws other numbers', () => {
    const space = readSpace({ a: { min: 0, max: 1 }, b: { min: 0, max: 1 } });
    const drawn = [draw(space, 0, 1), draw(space, 0, 2), draw(space, 1, 1)].flatMap((params) => Object.values(params));
    expect(new Set(drawn).size).toBe(6);
  });

  test('a logarithmic range has as many numbers in each power of ten, a whole one as many of each', () => {
    const space = readSpace({
      rate: { min: 1e-4, max: 1, scale: 'log' },
      units: { min: 1, max: 4, whole: true },
      octaves: { min: 1, max: 4, whole: true, scale: 'log' },
    });
    const draws = Array.from({ length: 4000 }, (_, trial) => draw(space, 3, trial));
    const powers = draws.map(({ rate }) => Math.floor(Math.log10(rate as number)));
    const count = (values: unknown[], one: unknown) => values.filter((value) => value === one).length;
    // Four standard deviations of a share of a quarter of 4,000 are 110.
    for (const power of [-4, -3, -2, -1]) expect(Math.abs(count(powers, power) - 1000)).toBeLessThan(110);
    const units = draws.map((params) => params.units);
    for (const one of [1, 2, 3, 4]) expect(Math.abs(count(units, one) - 1000)).toBeLessThan(110);
    const octaves = draws.map((params) => params.octaves);
    expect(count(octaves, 1)).toBeGreaterThan(2 * count(octaves, 4));
  });
});

describe('a grid', () => {
  test('has every combination once, and no other', () => {
    fc.assert(
      fc.property(spaces, (space) => {
        const grid = new Grid(space);
        const all = Array.from({ length: grid.size }, (_, index) => JSON.stringify(grid.at(index + 1)));
        const distinct = Object.values(space).map((one) =>
          Array.isArray(one) ? [one.length, new Set(one).size] : undefined,
        );
        if (distinct.every((pair) => pair === undefined || pair[0] === pair[1]))
          expect(new Set(all).size).toBe(all.length);
        for (const params of all) {
          for (const [name, value] of Object.entries(JSON.parse(params))) {
            expect(contains(space[name] as never, value)).toBe(true);
          }
        }
      }),
    );
  });

  test('changes what is named last first, and takes points of a range with both its ends', () => {
    const space = readSpace({ a: ['x', 'y'], rate: { min: 0.001, max: 0.1, scale: 'log', points: 3 } });
    const grid = new Grid(space);
    expect([1, 2, 3, 4].map((trial) => grid.at(trial))).toEqual([
      { a: 'x', rate: 0.001 },
      { a: 'x', rate: expect.closeTo(0.01, 10) },
      { a: 'x', rate: 0.1 },
      { a: 'y', rate: 0.001 },
    ]);
    expect(new Grid(readSpace({ units: { min: 2, max: 5, whole: true } })).size).toBe(4);
  });

  test('of a range without points is refused', () => {
    expect(() => new Grid(readSpace({ rate: { min: 0, max: 1 } }))).toThrow(
      'sweep: option `space.rate` is an object. For a grid, pass `points`, or an array of values.',
    );
  });
});

describe('a search', () => {
  const space = readSpace({ units: [1, 2], rate: { min: 0, max: 1 } });

  test('at random needs a number of trials', () => {
    expect(() => planOf('random', space, 0, undefined)).toThrow(
      'sweep: option `trials` is undefined. Pass how many to run: only a grid knows by itself.',
    );
  });

  test('of its own is told the trial, the results and numbers that follow from the seed', async () => {
    const plan = planOf(({ trial, random }) => ({ units: trial, rate: random() }), space, 5, 2);
    expect(await plan.choose(1, [])).toEqual(await plan.choose(1, []));
    expect(await planOf(() => undefined, space, 5, 2).choose(1, [])).toBeUndefined();
  });

  test.each<[unknown, string]>([
    [
      { units: 1 },
      'sweep: `search` gave { units } for trial 2. Return an object with units, rate, or undefined to end.',
    ],
    [5, 'sweep: `search` gave 5 for trial 2. Return an object with units, rate, or undefined to end.'],
    [{ units: 3, rate: 0 }, 'sweep: `search` gave 3 as `units` of trial 2. Return a value of the space.'],
    [{ units: 1, rate: 1.5 }, 'sweep: `search` gave 1.5 as `rate` of trial 2. Return a value of the space.'],
  ])('of its own that gives %j is refused', async (params, message) => {
    const plan = planOf(() => params as never, space, 0, 5);
    await expect(plan.choose(2, [])).rejects.toThrow(message);
  });
});
