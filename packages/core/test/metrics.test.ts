import '@cb-tooling/backend';
import { type Scalar, scalar, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { Callback, type Logs, readMetrics } from '../src/index.js';
import { compiledModel } from '../src/testing.js';
import { fit } from './training.js';

describe('readMetrics', () => {
  test('gives numbers, and leaves the tensors to History', async () => {
    const seen: Record<string, number>[] = [];
    class Reader extends Callback {
      override async onEpochEnd(_epoch: number, logs?: Logs) {
        seen.push(await readMetrics(logs));
      }
    }
    const history = await fit(compiledModel(), [new Reader()], 2);
    expect(seen.map(({ loss }) => loss)).toEqual(history.loss);
    expect(seen.map(({ acc }) => acc)).toEqual(history.acc);
  });

  test('downloads a tensor once, however many ask', async () => {
    const logs: Logs = { loss: scalar(3), size: 8 };
    const download = vi.spyOn(logs.loss as Scalar, 'data');
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(download).toHaveBeenCalledTimes(1);
    expect(Object.keys(logs)).toEqual(['loss', 'size']);
  });

  test('shares downloads with another copy of this package, under one global symbol', async () => {
    const logs: Logs = { loss: scalar(3) };
    await readMetrics(logs);
    expect(Object.getOwnPropertySymbols(logs)).toEqual([Symbol.for('@cb/core/downloads')]);
  });

  test('sees what another callback added or resolved meanwhile', async () => {
    const logs: Logs = { loss: scalar(3) };
    await readMetrics(logs);
    logs.learning_rate = 0.5;
    logs.loss = 4;
    expect(await readMetrics(logs)).toEqual({ loss: 4, learning_rate: 0.5 });
  });

  test('leaves out what is no number, and reads nothing from nothing', async () => {
    const logs = { loss: 1, note: 'text', none: null, recalls: tensor1d([0.5, 1]) };
    expect(await readMetrics(logs as never)).toEqual({ loss: 1 });
    expect(await readMetrics(undefined)).toEqual({});
  });
});
