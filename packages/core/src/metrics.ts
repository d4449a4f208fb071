import type { Tensor } from '@tensorflow/tfjs-core';
import type { Callback } from '@tensorflow/tfjs-layers';
import { shared } from './shared.js';

/** What `fit` hands to a hook: metrics by name, as numbers or as scalar tensors that are still on the device. */
export type Logs = NonNullable<Parameters<Callback['onEpochEnd']>[1]>;

/**
 * The metrics of a hook as numbers.
 *
 * Each tensor is downloaded once per hook, however many callbacks ask, and stays in `logs`, undisposed, for the
 * `History` that `fit` returns. Entries that are neither a number nor a tensor of one value are left out.
 */
export async function readMetrics(logs: Logs | undefined): Promise<Record<string, number>> {
  if (logs === undefined) return {};
  const names: string[] = [];
  const values: (number | Promise<number>)[] = [];
  for (const [name, value] of Object.entries(logs)) {
    if (typeof value !== 'number' && !isScalar(value)) continue;
    names.push(name);
    values.push(typeof value === 'number' ? value : download(logs, value));
  }
  const numbers = await Promise.all(values);
  return Object.fromEntries(names.map((name, index) => [name, numbers[index] as number]));
}

function download(logs: Logs, tensor: Tensor): Promise<number> {
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
