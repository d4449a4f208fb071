import { type Logs, type OptionReader, optionError } from '@cb/core';
import { dispose, type Scalar, slice, Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Samples, SwapEMAWeightsOptions } from './swap-ema-weights-options.js';

/** The data on which a model is evaluated. */
export interface Evaluation {
  x: Samples;
  y: Samples;
  batchSize: number;
}

/** @returns `undefined` when nothing is to be evaluated */
export function readEvaluation(read: OptionReader<SwapEMAWeightsOptions>): Evaluation | undefined {
  const batchSize = read.whole('batchSize', 32, { min: 1, meaning: 'a whole number of samples, 1 or more' });
  if (!read.has('evaluate')) {
    if (!read.has('batchSize')) return undefined;
    throw optionError(read.owner, 'batchSize', batchSize, 'Pass `evaluate: [x, y]` too, or leave it out.');
  }
  const data = read.copy('evaluate', 2);
  const [x, y, ...more] = Array.isArray(data) ? data : [];
  if (isSamples(x) && isSamples(y) && more.length === 0) return { x, y, batchSize };
  const remedy = 'Pass [x, y], each a tensor or an array of tensors, as for model.evaluate().';
  throw optionError(read.owner, 'evaluate', data, remedy, TypeError);
}

/** Tries as many samples as go through the model at once. @throws RangeError if the data does not fit the model */
export function tryOut(model: LayersModel, { x, y, batchSize }: Evaluation): void {
  const rows = [x, y].flat().map(({ shape }) => shape[0] ?? 0);
  if (!rows[0] || rows.some((count) => count !== rows[0])) {
    throw new RangeError(
      `SwapEMAWeights: option \`evaluate\` has tensors of ${rows.join(' and ')} samples. ` +
        'Pass tensors of the same number of samples, 1 or more.',
    );
  }
  // A model with states takes portions of one size only.
  const portion = Math.min(batchSize, rows[0]);
  const first = (samples: Samples) =>
    Array.isArray(samples) ? samples.map((one) => slice(one, 0, portion)) : slice(samples, 0, portion);
  try {
    tidy(() => void model.evaluate(first(x), first(y), { batchSize }));
  } catch (cause) {
    const fault = (cause as Error).message.replace(/\.$/, '');
    throw new RangeError(
      `SwapEMAWeights: option \`evaluate\` does not fit the model (${fault}). Pass [x, y] of the shapes that fit() takes.`,
      { cause },
    );
  }
}

/** The loss and the metrics of the weights that the model has now, still on the device. */
export function evaluate(model: LayersModel, { x, y, batchSize }: Evaluation): Scalar[] {
  return [model.evaluate(x, y, { batchSize })].flat();
}

/** Adds the loss and the metrics to the logs of an epoch as numbers, and disposes them. */
export async function addToLogs(logs: Logs, { metricsNames }: LayersModel, scores: Scalar[]): Promise<void> {
  const values = await Promise.all(scores.map((score) => score.data()));
  dispose(scores);
  // The loss of a model with several outputs comes last of its partial sums, of which there is one for each output.
  const named = values.slice(-metricsNames.length);
  for (const [index, [value]] of named.entries()) logs[`val_ema_${metricsNames[index]}`] = value as number;
}

function isSamples(value: unknown): value is Samples {
  const tensors = [value].flat();
  return tensors.length > 0 && tensors.every((one) => one instanceof Tensor);
}
