import { env } from '@tensorflow/tfjs-core';
import { loadBackend } from './load.js';

// Without it the CPU backend greets every test file with an advertisement for tfjs-node.
env().set('IS_TEST', true);

// Imported for its effect by test files: `CB_BACKEND=tensorflow pnpm test` runs every suite on tfjs-node.
await loadBackend(process.env.CB_BACKEND || 'cpu');
