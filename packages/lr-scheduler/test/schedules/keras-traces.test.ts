import { readRecorded } from '@cb-tooling/keras-oracle';
import { expect, test } from 'vitest';
import { kerasSchedule } from '../recorded-function.js';

/** The rates that a schedule of Keras gives, as it is, and with all of its numbers in double precision. */
interface RecordedSchedule {
  id: string;
  name: string;
  options: Record<string, unknown>;
  steps: number[];
  float32: number[];
  float64: number[];
}

const folder = new URL('../fixtures/', import.meta.url);
const { cases, oracles } = readRecorded<{ cases: RecordedSchedule[]; oracles: string[] }>('schedules.json', folder);
let replayed = 0;

test.each(cases)(`$id $name gives the rates of ${oracles}`, ({ name, options, steps, float32, float64 }) => {
  const schedule = kerasSchedule(name, options);
  const rates = steps.map(schedule);
  const highest = Math.max(...float64);
  const isAt = (index: number, expected: readonly number[], tolerance: number) =>
    Math.abs(Number(rates[index]) - Number(expected[index])) <= tolerance * highest;
  // Cosine, power and logarithm may differ in their last bits.
  expect(steps.filter((_, index) => !isAt(index, float64, 1e-12))).toEqual([]);
  // In single precision Keras is less exact, the more so the more restarts there were; and where a logarithm is rounded
  // down, it restarts one step late.
  const restarts = name === 'CosineDecayRestarts';
  const isRestart = (step: number) => restarts && schedule(step) > schedule(step - 1);
  const others = steps.filter((_, index) => !isAt(index, float32, restarts ? 1e-3 : 1e-5));
  expect(others.filter((step) => !isRestart(step))).toEqual([]);
  replayed++;
});

test('every recorded schedule was replayed', () => {
  expect(replayed).toBe(cases.length);
});
