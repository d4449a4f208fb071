import { readFileSync } from 'node:fs';
import { optionsOf } from '@cb-tooling/keras-oracle';
import { expect, test } from 'vitest';
import { type OneCycleOptions, oneCycle, type StepDecayOptions, stepDecay } from '../../src/schedules.js';

/** The rates that a scheduler of PyTorch gives for the steps from 0 on, or its error. */
interface RecordedScheduler {
  id: string;
  name: 'OneCycleLR' | 'StepLR';
  lr: number | null;
  options: Record<string, unknown>;
  rates?: number[];
  error?: string;
}

const fixture = readFileSync(new URL('../fixtures/torch-schedules.json', import.meta.url), 'utf8');
const { cases, oracles }: { cases: RecordedScheduler[]; oracles: string[] } = JSON.parse(fixture);
const recorded = cases.filter(({ rates }) => rates !== undefined);

test.each(recorded)(`$id $name gives the rates of ${oracles}`, (one) => {
  const { rates = [] } = one;
  const schedule = scheduleOf(one);
  for (const [step, rate] of rates.entries()) {
    // PyTorch multiplies step by step where we take a power: they differ in the last bits.
    expect(Math.abs(schedule(step) - rate)).toBeLessThanOrEqual(1e-12 * Math.max(...rates));
  }
});

test.each(cases.filter(({ error }) => error))('$id begins at the top, where PyTorch divides by zero', (one) => {
  expect(one.error).toBe('ZeroDivisionError');
  expect(scheduleOf(one)(0)).toBe(one.options.max_lr);
});

function scheduleOf({ name, lr, options }: RecordedScheduler) {
  const ours = optionsOf<StepDecayOptions & OneCycleOptions & { maxLr: number }>({ options, runs: [] });
  if (name === 'StepLR') return stepDecay({ ...ours, initialLearningRate: Number(lr) });
  const { maxLr, ...others } = ours;
  return oneCycle({ ...others, maxLearningRate: maxLr });
}
