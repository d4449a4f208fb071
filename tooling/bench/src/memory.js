// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { memory } from '@tensorflow/tfjs-core';

const DESCRIPTORS = '/proc/self/fd';

/** @typedef {{ heap: number, arrayBuffers: number, rss: number, tensors: number, files: number }} Memory */

/**
 * What is in use after a collection of garbage: bytes, tensors, and files and sockets that are open, where the system says.
 *
 * @returns {Memory}
 */
export function memoryInUse() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const files = existsSync(DESCRIPTORS) ? readdirSync(DESCRIPTORS).length : Number.NaN;
  return { heap: heapUsed, arrayBuffers, rss, tensors: memory().numTensors, files };
}

/**
 * Looks at the memory every millisecond in which something waits.
 *
 * @param {() => Promise<unknown>} action
 * @returns {Promise<{ rss: number }>} by how many bytes the process grew at most while it ran
 */
export async function mostMemory(action) {
  const before = memoryInUse().rss;
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const interval = setInterval(look, 1);
  await action();
  look();
  clearInterval(interval);
  return { rss: most - before };
}
