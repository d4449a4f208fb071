import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a test lets trials come to a step, which it writes to a file, or until this one is to end. */
export async function passGate(gate, step, signal) {
  while (Number(readFileSync(gate, 'utf8')) < step && !signal.aborted) await sleep(5);
}
