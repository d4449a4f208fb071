import { Tensor } from '@tensorflow/tfjs-core';
import type { Samples } from './tensorboard-options.js';

export function isSamples(value: unknown): value is Samples {
  if (value instanceof Tensor) return true;
  if (typeof value !== 'object' || value === null) return false;
  const tensors = Object.values(value);
  return tensors.length > 0 && tensors.every((one) => one instanceof Tensor);
}

/**
 * The tensors of some samples, in the order of the model's inputs or outputs.
 *
 * @param option what was passed, as users write it: "gradsData[0]"
 * @param names those of the inputs or outputs
 * @throws RangeError if there is no tensor for a name, or too many
 */
export function inOrder(option: string, samples: Samples, names: readonly string[]): Tensor[] {
  const given = samples instanceof Tensor ? [samples] : samples;
  const tensors = Array.isArray(given) ? given : names.flatMap((name) => given[name] ?? []);
  const count = Object.keys(given).length;
  if (tensors.length === names.length && count === names.length) return tensors;
  const found = Array.isArray(given) ? `${count} tensors` : `tensors for ${Object.keys(given).join(', ')}`;
  throw new RangeError(`TensorBoard: option \`${option}\` has ${found}. Pass one for each of ${names.join(', ')}.`);
}

/** The number of samples. @throws RangeError if the tensors do not agree in it */
export function rowsOf(option: string, tensors: readonly Tensor[]): number {
  const rows = tensors.map(({ shape }) => shape[0] ?? 0);
  if (rows[0] && rows.every((count) => count === rows[0])) return rows[0];
  throw new RangeError(
    `TensorBoard: option \`${option}\` has tensors of ${rows.join(' and ')} samples. ` +
      'Pass tensors of the same number of samples, 1 or more.',
  );
}

/** Portions of at most `batchSize` of so many rows. */
export function portions(rows: number, batchSize: number): { begin: number; size: number }[] {
  return Array.from({ length: Math.ceil(rows / batchSize) }, (_, index) => {
    const begin = index * batchSize;
    return { begin, size: Math.min(batchSize, rows - begin) };
  });
}
