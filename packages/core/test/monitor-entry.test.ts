import { expect, test, vi } from 'vitest';

// Where no TensorFlow.js is to be found.
vi.mock('@tensorflow/tfjs-core', () => Promise.reject(new Error('no TensorFlow.js')));
vi.mock('@tensorflow/tfjs-layers', () => Promise.reject(new Error('no TensorFlow.js')));

test('@cb/core/monitor loads without TensorFlow.js', async () => {
  await expect(import('../src/monitor.js')).resolves.toHaveProperty('Monitor');
  await expect(import('../src/index.js')).rejects.toThrow();
});
