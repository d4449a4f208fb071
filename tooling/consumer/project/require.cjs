const assert = require('node:assert/strict');
const { EarlyStopping } = require('@cb/early-stopping');
const tf = require('@tensorflow/tfjs-layers');

assert.ok(new EarlyStopping() instanceof tf.Callback);
console.log('ok');
