import '@tensorflow/tfjs-backend-wasm';
import { ready } from '@tensorflow/tfjs-core';

export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';

await ready();
