import { readdirSync, readlinkSync } from 'node:fs';
import { memory } from '@cb-tooling/backend/tf';

/**
 * What this process holds: tensors, files below a directory, timers, and listeners to signals.
 *
 * @param {string} directory
 */
export function held(directory) {
  const files = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // That of the listing itself.
      return [];
    }
  });
  return {
    tensors: memory().numTensors,
    files: files.filter((path) => path.startsWith(directory)).length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate'),
    listeners: ['SIGINT', 'SIGTERM', 'exit', 'beforeExit'].reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}
