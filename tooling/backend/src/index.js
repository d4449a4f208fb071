import { env } from '@tensorflow/tfjs-core';
import { loadBackend } from './load.js';

// Imported for its effect by test files: `CB_BACKEND=tensorflow pnpm test` runs every suite on tfjs-node.
const name = process.env.CB_BACKEND || 'cpu';

// Otherwise the CPU backend greets every test file with an advertisement for tfjs-node.
env().set('IS_TEST', name === 'cpu');

await loadBackend(name);
