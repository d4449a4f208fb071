import assert from 'node:assert/strict';
import { Callback } from '@cb/core';
import { EarlyStopping } from '@cb/early-stopping';
import * as tf from '@tensorflow/tfjs-layers';

assert.ok(new EarlyStopping() instanceof Callback);
assert.ok(new EarlyStopping() instanceof tf.Callback);
console.log('ok');
