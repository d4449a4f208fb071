// @ts-check
import { loadBackend } from '@cb-tooling/backend/load';
import { contest, rowsOf, timed } from './src/contest.js';
import { duels } from './src/duels.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { timeFit } from './src/hook-times.js';
import { medianOf } from './src/measure.js';
import { smallClassifier } from './src/models.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';

const EPOCHS = 5;
const OPTIONS = { rounds: 5 };
const backend = process.env.CB_BACKEND || 'tensorflow';
await loadBackend(backend);
const folder = folderOnDisk();
const keras = await startPython('keras_hooks.py', folder);
const { model, xs, ys } = smallClassifier({ inputs: 784, hidden: 128, classes: 10, samples: 2048 });

const bare = await contest({ 'bare fit': async () => (await timed(() => fit([]))) / EPOCHS }, OPTIONS);
const epoch = 1000 * medianOf(bare, 'bare fit');
const measures = [];
const goals = [];
for (const { name, ours, peers = {}, keras: theirs, share, missedBecause } of duels(folder, backend)) {
  const rows = await contest(
    {
      ours: () => timeFit(ours(), fit),
      ...(theirs && { Keras: () => keras.ask(`${theirs} ${EPOCHS}`) }),
      ...Object.fromEntries(Object.entries(peers).map(([peer, make]) => [peer, () => timeFit(make(), fit)])),
    },
    OPTIONS,
  );
  const shape = /** @type {const} */ ({ unit: 'µs', better: 'less', ours: 'ours' });
  const inEpoch = { name: `${name}: an epoch with its batches`, ...shape, rows: rowsOf(rows, (time) => time.epoch) };
  measures.push(
    inEpoch,
    { name: `${name}: a batch`, ...shape, rows: rowsOf(rows, (time) => time.batch) },
    { name: `${name}: begin and end of a fit`, ...shape, rows: rowsOf(rows, (time) => time.once) },
  );
  const taken = medianOf(inEpoch.rows, 'ours');
  goals.push({
    says: `${name}: share of an epoch`,
    value: (100 * taken) / epoch,
    unit: '%',
    atMost: share,
    missedBecause,
  });
  if (theirs) {
    const value = taken / medianOf(inEpoch.rows, 'Keras');
    goals.push({ says: `${name}: quotient to Keras's time`, value, atMost: 1, missedBecause });
  }
  if (peers['tf.node.tensorBoard']) {
    const value = taken / medianOf(inEpoch.rows, 'tf.node.tensorBoard');
    goals.push({ says: `${name}: quotient to tf.node.tensorBoard's time`, value, atMost: 0.333, missedBecause });
  }
}
await keras.stop();

publish({
  name: 'hooks',
  work:
    `The time inside the hooks of one callback in a fit of ${EPOCHS} epochs of 64 batches of 32 on a dense model 784-128-10 ` +
    `with Adam (${backend}; in Keras on TensorFlow), with the metrics \`loss\` and accuracy: in a typical epoch, in a ` +
    'typical batch. Our hooks download the metrics, Keras has done so before its hooks. ModelCheckpoint writes weights of ' +
    '0.4 MB as `.weights.h5`, ours durably. tf.node.tensorBoard writes its file only when the training ends.',
  measures: [{ name: 'training alone: an epoch', unit: 'ms', better: 'less', rows: bare }, ...measures],
  goals,
  remarks: keras.remarks,
});

/** @param {import('@tensorflow/tfjs-layers').Callback[]} callbacks */
function fit(callbacks) {
  return model.fit(xs, ys, { epochs: EPOCHS, batchSize: 32, verbose: 0, callbacks });
}
