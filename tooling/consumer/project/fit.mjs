import assert from 'node:assert/strict';
import '@tensorflow/tfjs-backend-cpu';
import { EarlyStopping } from '@cb/early-stopping';
import * as tfc from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-layers';

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
// With a learning rate of 0 no epoch improves on the first.
model.compile({ optimizer: tfc.train.sgd(0), loss: 'meanSquaredError' });
const earlyStopping = new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
const { epoch } = await model.fit(tfc.ones([8, 1]), tfc.zeros([8, 1]), {
  epochs: 10,
  verbose: 0,
  callbacks: [earlyStopping],
});

assert.deepEqual(epoch, [0, 1, 2]);
assert.equal(earlyStopping.stoppedEpoch, 2);
assert.equal(earlyStopping.bestEpoch, 0);
console.log('ok');
