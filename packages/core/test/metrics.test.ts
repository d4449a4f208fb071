import '@cb-tooling/backend';
import { backend, getBackend, registerBackend, type Scalar, scalar, setBackend, tensor1d } from '@tensorflow/tfjs-core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Callback, type Logs, readMetric, readMetrics } from '../src/index.js';
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

  /** A backend that no one knows to read at once. */
  async function useGPU() {
    const [former, memory] = [getBackend(), backend()];
    // It stays registered: to remove it would dispose the memory that it shares.
    registerBackend('gpu', () => memory);
    onTestFinished(async () => void (await setBackend(former)));
    await setBackend('gpu');
  }

  test('downloads a tensor from a GPU once, however many ask', async () => {
    await useGPU();
    const logs: Logs = { loss: scalar(3), size: 8 };
    const download = vi.spyOn(logs.loss as Scalar, 'data');
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(await readMetrics(logs)).toEqual({ loss: 3, size: 8 });
    expect(await readMetric(logs, 'loss')).toBe(3);
    expect(download).toHaveBeenCalledTimes(1);
    expect(Object.keys(logs)).toEqual(['loss', 'size']);
  });

  test('never stalls a GPU', async () => {
    await useGPU();
    const logs: Logs = { acc: 0.5, loss: scalar(3), mse: scalar(2) };
    const stalls = [logs.loss, logs.mse].map((metric) => vi.spyOn(metric as Scalar, 'dataSync'));
    const downloads = [logs.loss, logs.mse].map((metric) => vi.spyOn(metric as Scalar, 'data'));
    const loss = readMetric(logs, 'loss');
    expect(loss).toBeInstanceOf(Promise);
    expect(await loss).toBe(3);
    expect(Object.entries(await readMetrics(logs))).toEqual([
      ['acc', 0.5],
      ['loss', 3],
      ['mse', 2],
    ]);
    for (const stall of stalls) expect(stall).not.toHaveBeenCalled();
    for (const download of downloads) expect(download).toHaveBeenCalledTimes(1);
  });

  test('can read the same logs again when their tensors are disposed', async () => {
    const logs: Logs = { loss: scalar(3) };
    const download = vi.spyOn(logs.loss as Scalar, 'dataSync');
    expect(await readMetrics(logs)).toEqual({ loss: 3 });
    (logs.loss as Scalar).dispose();
    expect(await readMetrics(logs)).toEqual({ loss: 3 });
    expect(download).toHaveBeenCalledTimes(1);
  });

  test('takes a metric for what it is, whatever its name', async () => {
    const logs = JSON.parse('{ "__proto__": 1, "constructor": 2, "loss": 3 }');
    expect(Object.entries(await readMetrics(logs))).toEqual(Object.entries(logs));
  });

  test('fails as the download does', async () => {
    const loss = scalar(3);
    loss.dispose();
    await expect(readMetrics({ loss })).rejects.toThrow('disposed');
  });

  test('one metric is read by its name, and nothing else is', () => {
    const logs = { loss: scalar(3), size: 8, note: 'text' } as unknown as Logs;
    expect(['size', 'note', 'acc', 'toString'].map((name) => readMetric(logs, name))).toEqual([
      8,
      undefined,
      undefined,
      undefined,
    ]);
    expect(readMetric(undefined, 'loss')).toBeUndefined();
    const download = vi.spyOn(logs.loss as Scalar, 'dataSync');
    expect(readMetric(logs, 'size')).toBe(8);
    expect(download).not.toHaveBeenCalled();
  });

  test('reads at once where the backend can, and leaves nothing behind', () => {
    const logs: Logs = { loss: scalar(3) };
    expect(readMetric(logs, 'loss')).toBe(3);
    expect(Object.getOwnPropertySymbols(logs)).toEqual([]);
  });

  test('shares downloads with another copy of this package, under one global symbol', async () => {
    await useGPU();
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

  test('takes any name for that of a metric', async () => {
    const logs: Logs = Object.fromEntries(['__proto__', 'constructor'].map((name, index) => [name, index]));
    expect(Object.entries(await readMetrics(logs))).toEqual([
      ['__proto__', 0],
      ['constructor', 1],
    ]);
  });

  test('leaves out what is no number, and reads nothing from nothing', async () => {
    const logs = { loss: 1, note: 'text', none: null, recalls: tensor1d([0.5, 1]) };
    expect(await readMetrics(logs as never)).toEqual({ loss: 1 });
    expect(await readMetrics(undefined)).toEqual({});
  });
});
