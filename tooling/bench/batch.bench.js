// @ts-check
import { join } from 'node:path';
import { TensorBoard } from '@cb/tensorboard';
import { loadBackend } from '@cb-tooling/backend/load';
import { contest, rowsOf, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { timeFit } from './src/hook-times.js';
import { medianOf } from './src/measure.js';
import { smallClassifier } from './src/models.js';
import { publish } from './src/publish.js';
import { tfjsNode } from './src/tfjs-node.js';

const EPOCHS = 5;
const BATCHES = 128;
await loadBackend('tensorflow');
const folder = folderOnDisk();
const { model, xs, ys } = smallClassifier({ inputs: 4, hidden: 16, classes: 3, samples: 8 * BATCHES });

let runs = 0;
/** @typedef {'epoch' | 'batch'} UpdateFreq */
/** @typedef {import('@tensorflow/tfjs-layers').Callback} Callback */
const ours = (/** @type {UpdateFreq} */ updateFreq) =>
  new TensorBoard({ logDir: join(folder, `${runs++}`), updateFreq });
const node = (/** @type {UpdateFreq} */ updateFreq) =>
  tfjsNode().tensorBoard(join(folder, `${runs++}`), { updateFreq });

/** Both kinds of fit in one round, because the difference is what counts. @param {(updateFreq: UpdateFreq) => Callback} make */
async function added(make) {
  const [epoch, batch] = [await timeFit(make('epoch'), fit), await timeFit(make('batch'), fit)];
  return { inAll: (batch.epoch - epoch.epoch) / BATCHES, inBatch: batch.batch - epoch.batch };
}
const rows = await contest({ TensorBoard: () => added(ours), 'tf.node.tensorBoard': () => added(node) }, { rounds: 9 });
const bare = await contest(
  { 'bare fit': async () => (1000 * (await timed(() => fit([])))) / (EPOCHS * BATCHES) },
  { rounds: 9 },
);

const shape = /** @type {const} */ ({ unit: 'µs', better: 'less', ours: 'TensorBoard' });
const all = { name: 'added to a batch, in all hooks', ...shape, rows: rowsOf(rows, (added) => added.inAll) };
const typical = { name: 'added to a typical batch', ...shape, rows: rowsOf(rows, (added) => added.inBatch) };
const added100 = 100 * medianOf(all.rows, 'TensorBoard');
publish({
  name: 'batch',
  work:
    `What \`updateFreq: 'batch'\` adds to a batch, beside \`'epoch'\`: a fit of ${EPOCHS} epochs of ${BATCHES} batches of 8 on ` +
    'a dense model 4-16-3 (tensorflow). Both callbacks write the same two metrics. Times are taken inside the hooks, of a ' +
    'typical epoch, whose end is shared out among its batches: there ours writes its file, tf.node.tensorBoard only when ' +
    'the training ends.',
  measures: [all, typical, { name: 'training alone: a batch', unit: 'µs', better: 'less', rows: bare }],
  goals: [
    {
      says: "quotient to what tf.node.tensorBoard's adds",
      value: medianOf(all.rows, 'TensorBoard') / medianOf(all.rows, 'tf.node.tensorBoard'),
      atMost: 0.333,
      missedBecause:
        'Ours begins the download of each metric through promises, as a GPU needs it, and shares it with other callbacks; the peer ' +
        'downloads at once. The points are encoded many at once, which is a small part.',
    },
    {
      says: 'share of a batch of this smallest of models',
      value: added100 / medianOf(bare, 'bare fit'),
      unit: '%',
      atMost: 2,
      missedBecause:
        'A batch of 8 through 131 weights evicts from the caches what reads its two metrics: the code that takes some ' +
        'microseconds when it runs alone takes several times as long after a batch.',
    },
  ],
});

/** @param {Callback[]} callbacks */
function fit(callbacks) {
  return model.fit(xs, ys, { epochs: EPOCHS, batchSize: 8, verbose: 0, callbacks });
}
