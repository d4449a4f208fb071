require('@tensorflow/tfjs-backend-wasm');

module.exports = { ...require('@tensorflow/tfjs-core'), ...require('@tensorflow/tfjs-layers') };
