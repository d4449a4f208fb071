import { describe, expect, test } from 'vitest';
import { Pace } from '../src/pace.js';

describe('the pace of training', () => {
  test('is that of the batches, when they are regular', () => {
    const pace = new Pace();
    pace.beginEpoch(1000);
    for (let look = 1; look <= 100; look++) pace.look(1000 + 200 * look, 4 * look, 32 * look);
    expect(pace.secondsPerBatch).toBeCloseTo(0.05, 12);
    expect(pace.samplesPerSecond).toBeCloseTo(160, 9);
  });

  test('follows a change within seconds', () => {
    const pace = new Pace();
    pace.beginEpoch(0);
    for (let second = 1; second <= 60; second++) pace.look(1000 * second, second, second);
    for (let second = 1; second <= 5; second++) pace.look(60_000 + 1000 * second, 60 + 10 * second, 60 + 10 * second);
    expect(pace.samplesPerSecond).toBeGreaterThan(6);
    expect(pace.samplesPerSecond).toBeLessThan(8);
  });

  test('soon forgets a slow first batch', () => {
    const pace = new Pace();
    pace.beginEpoch(0);
    pace.look(1000, 1, 1);
    for (let look = 1; look <= 50; look++) pace.look(1000 + 100 * look, 1 + 10 * look, 1 + 10 * look);
    expect(pace.secondsPerBatch).toBeLessThan(0.012);
  });

  test('goes on in the next epoch, without the time between', () => {
    const pace = new Pace();
    pace.beginEpoch(0);
    pace.look(1000, 10, 10);
    pace.beginEpoch(60_000);
    expect(pace.secondsPerBatch).toBe(0.1);
    pace.look(61_000, 10, 10);
    expect(pace.secondsPerBatch).toBeCloseTo(0.1, 12);
  });

  test('is not known before the first batch', () => {
    const pace = new Pace();
    expect([pace.secondsPerBatch, pace.samplesPerSecond]).toEqual([Number.NaN, Number.NaN]);
  });
});
