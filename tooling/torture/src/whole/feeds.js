import { runLoop } from '@cb/loop';
import { dispose, randomUniform, tidy } from '@cb-tooling/backend/tf';

/** Batches of an epoch, and samples of a batch. */
export const BATCHES = 3;
const SIZE = 4;

/** @typedef {ReturnType<typeof import('./model.js').wholeModel>} Model */

/**
 * @typedef {object} Feed
 * @property {Model} model
 * @property {{ initialEpoch: number, initialBatch?: number }} place where to begin
 * @property {number} epochs the one to end before
 * @property {object[]} callbacks
 * @property {import('@cb/loop').EpochAverages} averages of a loop
 * @property {(() => void) | undefined} [onBatch] is called as a data set or a loop is asked for a batch
 */

/** What the same numbers are drawn from gives the same numbers. */
const random = (/** @type {number} */ seed, samples = SIZE) => ({
  xs: randomUniform([samples, 4], -1, 1, 'float32', 2 * seed + 1),
  ys: randomUniform([samples, 1], -1, 1, 'float32', 2 * seed + 2),
});

/** Batch `index` of an epoch. @param {number} epoch */
const batchOf = (epoch, index = 0) => random(1000 + 31 * epoch + ((epoch + index) % BATCHES));

/** The ways to train. Each returns the metrics of its epochs. */
export const FEEDS = {
  /** @param {Feed} feed */
  async arrays({ model, place, epochs, callbacks }) {
    const [{ xs, ys }, validation] = [random(1, BATCHES * SIZE), random(2)];
    try {
      const { history } = await model.fit(xs, ys, {
        ...{ initialEpoch: place.initialEpoch, epochs, batchSize: SIZE, shuffle: false, verbose: 0 },
        validationData: [validation.xs, validation.ys],
        callbacks: /** @type {never} */ (callbacks),
      });
      return history;
    } finally {
      dispose([xs, ys, validation.xs, validation.ys]);
    }
  },

  /** @param {Feed} feed */
  async dataset({ model, place, epochs, callbacks, onBatch }) {
    // `fitDataset` asks once before the first epoch, in vain.
    let epoch = place.initialEpoch - 2;
    const iterator = async () => {
      epoch++;
      let index = 0;
      const next = async () => {
        onBatch?.();
        return index < BATCHES ? { value: batchOf(epoch, index++), done: false } : { value: null, done: true };
      };
      return { next };
    };
    const validation = random(2);
    try {
      const { history } = await model.fitDataset(/** @type {never} */ ({ iterator, size: BATCHES }), {
        ...{ initialEpoch: place.initialEpoch, epochs, verbose: 0 },
        validationData: [validation.xs, validation.ys],
        callbacks: /** @type {never} */ (callbacks),
      });
      return history;
    } finally {
      dispose([validation.xs, validation.ys]);
    }
  },

  /** @param {Feed} feed */
  async loop({ model, place, epochs, callbacks, averages, onBatch }) {
    const validation = random(2);
    try {
      const { history } = await runLoop({
        ...{ model, averages, epochs, callbacks: /** @type {never} */ (callbacks), batchesPerEpoch: BATCHES, ...place },
        batchSize: SIZE,
        metrics: ['loss', 'mae', 'val_loss'],
        step: async ({ epoch, batch }) => {
          onBatch?.();
          const { xs, ys } = batchOf(epoch, batch);
          try {
            const [loss, mae] = /** @type {number[]} */ (await model.trainOnBatch(xs, ys));
            return { loss: Number(loss), mae: Number(mae) };
          } finally {
            dispose([xs, ys]);
          }
        },
        endEpoch: () => {
          const scores = tidy(() =>
            [model.evaluate(validation.xs, validation.ys, { verbose: 0 })].flat().map((score) => score.dataSync()[0]),
          );
          return { val_loss: Number(scores[0]) };
        },
      });
      return history;
    } finally {
      dispose([validation.xs, validation.ys]);
    }
  },
};
