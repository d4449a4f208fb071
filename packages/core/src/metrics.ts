import { getBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Callback } from '@tensorflow/tfjs-layers';
import { shared } from './shared.js';

/**
 * Backends that keep tensors where the processor reads them at once: their `data()` is a promise around `dataSync()`.
 */
const READ_AT_ONCE = ['tensorflow', 'cpu', 'wasm'];

/** What `fit` hands to a hook: metrics by name, as numbers or as scalar tensors that are still on the device. */
export type Logs = NonNullable<Parameters<Callback['onEpochEnd']>[1]>;

/**
 * The metrics of a hook as numbers.
 *
 * Each tensor is downloaded once per hook, however many callbacks ask, so the same `logs` can be read again when it is
 * disposed. It stays in them, undisposed, for the `History` that `fit` returns. Entries that are neither a number nor a
 * tensor of one value are left out.
 */
export async function readMetrics(logs: Logs | undefined): Promise<Record<string, number>> {
  if (logs === undefined) return {};
  const names: string[] = [];
  const values: (number | Promise<number>)[] = [];
  for (const name of Object.keys(logs)) {
    const value = numberOf(logs, name, true);
    if (value === undefined) continue;
    names.push(name);
    values.push(value);
  }
  const isRead = values.every((value) => typeof value === 'number');
  const numbers = isRead ? (values as number[]) : await Promise.all(values);
  // A metric may be called `__proto__`.
  return Object.fromEntries(names.map((name, index) => [name, numbers[index] as number]));
}

/**
 * One metric of a hook as a number. It shares the downloads of `readMetrics` from a GPU; what is read at once is not
 * kept.
 *
 * @returns a promise only where the number has to be waited for: never a GPU is stalled; `undefined` if `logs` have no
 * number and no tensor of one value under this name
 */
export function readMetric(logs: Logs | undefined, name: string): number | Promise<number> | undefined {
  return logs && numberOf(logs, name, false);
}

function numberOf(logs: Logs, name: string, isKept: boolean): number | Promise<number> | undefined {
  const value: unknown = logs[name];
  if (typeof value === 'number') return value;
  if (!isScalar(value)) return undefined;
  const isAtOnce = READ_AT_ONCE.includes(getBackend());
  // After each batch, to keep the number would take longer than to read it.
  if (isAtOnce && !isKept) return value.dataSync()[0] as number;
  const downloads = shared(logs, 'downloads', () => new Map<Tensor, number | Promise<number>>());
  let number = downloads.get(value);
  if (number === undefined) {
    number = isAtOnce ? (value.dataSync()[0] as number) : value.data().then((data) => data[0] as number);
    downloads.set(value, number);
  }
  return number;
}

function isScalar(value: unknown): value is Tensor {
  return typeof (value as Tensor | null)?.data === 'function' && (value as Tensor).size === 1;
}
