export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';

import './index.js';
