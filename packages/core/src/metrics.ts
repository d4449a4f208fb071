import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Callback } from '@tensorflow/tfjs-layers';
import { shared } from './shared.js';

/** Backends that keep tensors where the processor reads them at once: their `data()` is a promise around `dataSync()`. */
const READ_AT_ONCE = ['tensorflow', 'cpu', 'wasm'];

/** What `fit` hands to a hook: metrics by name, as numbers or as scalar tensors that are still on the device. */
export type Logs = NonNullable<Parameters<Callback['onEpochEnd']>[1]>;

/**
 * The metrics of a hook as numbers.
 *
 * Each tensor is downloaded from a GPU once per hook, however many callbacks ask, and stays in `logs`, undisposed, for the
 * `History` that `fit` returns. Entries that are neither a number nor a tensor of one value are left out.
 */
export async function readMetrics(logs: Logs | undefined): Promise<Record<string, number>> {
  if (logs === undefined) return {};
  const metrics: Record<string, number> = {};
  const downloads: Promise<void>[] = [];
  for (const name of Object.keys(logs)) {
    const value = readMetric(logs, name);
    if (value === undefined) continue;
    // A metric that has yet to come takes its place already, so that the order is that of the logs.
    metrics[name] = typeof value === 'number' ? value : Number.NaN;
    if (typeof value === 'number') continue;
    const download = value.then((number) => {
      metrics[name] = number;
    });
    downloads.push(download);
  }
  if (downloads.length > 0) await Promise.all(downloads);
  return metrics;
}

/**
 * One metric of a hook as a number, with the same downloads as `readMetrics`.
 *
 * @returns a promise only where the number has to be waited for: never a GPU is stalled; `undefined` if `logs` have no
 * number and no tensor of one value under this name
 */
export function readMetric(logs: Logs | undefined, name: string): number | Promise<number> | undefined {
  const value: unknown = logs?.[name];
  if (typeof value === 'number') return value;
  return logs && isScalar(value) ? read(logs, value) : undefined;
}

function read(logs: Logs, tensor: Tensor): number | Promise<number> {
  // To find the number of another callback would take longer.
  if (READ_AT_ONCE.includes(getBackend())) return tensor.dataSync()[0] as number;
  const downloads = shared(logs, 'downloads', () => new Map<Tensor, Promise<number>>());
  let value = downloads.get(tensor);
  if (value === undefined) {
    value = tensor.data().then((data) => data[0] as number);
    downloads.set(tensor, value);
  }
  return value;
}

function isScalar(value: unknown): value is Tensor {
  return typeof (value as Tensor | null)?.data === 'function' && (value as Tensor).size === 1;
}
