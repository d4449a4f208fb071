// node verify.js: carries every model to Keras 3 and to tf_keras and back, in every format, with real Keras, and through
// the converter of TensorFlow.js.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { kerasPython } from '../keras-oracle/keras-python.js';
import { converterPython } from './converter-python.js';

try {
  const env = {
    ...process.env,
    CB_KERAS_PYTHON: kerasPython(),
    CB_CONVERTER_PYTHON: converterPython(),
    CB_KERASES: 'keras,tf_keras',
    KERAS_BACKEND: 'tensorflow',
  };
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const { error, status } = spawnSync(process.execPath, [vitest, 'run'], {
    cwd: import.meta.dirname,
    env,
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(`interop: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
