// @ts-check
import { Callback } from '@cb/core';
import { SwapEMAWeights } from '@cb/ema';
import { loadBackend } from '@cb-tooling/backend/load';
import { dispose } from '@tensorflow/tfjs-core';
import { contest, rowsOf } from './src/contest.js';
import { timeFit } from './src/hook-times.js';
import { smallClassifier } from './src/models.js';
import { publish } from './src/publish.js';

const BATCHES = 64;
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);

class Idle extends Callback {}

/** @type {Record<string, () => Callback>} */
const contestants = {
  SwapEMAWeights: () => new SwapEMAWeights(),
  'SwapEMAWeights, swapOnEpoch': () => new SwapEMAWeights({ swapOnEpoch: true }),
  'a callback that does nothing': () => new Idle(),
};

const measures = [];
for (const [inputs, hidden, classes] of /** @type {const} */ ([
  [4, 16, 3],
  [784, 128, 10],
  [784, 256, 10],
])) {
  const { model, xs, ys } = smallClassifier({ inputs, hidden, classes, samples: 32 * BATCHES });
  const fit = (/** @type {import('@tensorflow/tfjs-layers').Callback[]} */ callbacks) =>
    model.fit(xs, ys, { epochs: 2, batchSize: 32, verbose: 0, callbacks });
  const fits = Object.entries(contestants).map(([name, make]) => [name, () => timeFit(make(), fit)]);
  const rows = await contest(Object.fromEntries(fits), { rounds: 5 });
  const name = `${model.countParams().toLocaleString('en')} weights in 4 tensors: a batch`;
  const ours = 'SwapEMAWeights';
  measures.push({
    name,
    unit: 'µs',
    better: /** @type {const} */ ('less'),
    ours,
    rows: rowsOf(rows, ({ batch }) => batch),
  });
  dispose([xs, ys]);
}

publish({
  name: 'ema',
  work:
    `The time inside the hooks of a typical batch of 32 (${backend}, Adam): the average of all weights takes in those that ` +
    'the batch has left, beside a callback that does nothing.',
  measures,
});
