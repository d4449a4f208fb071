import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { eventFilesIn, eventsIn } from '../events.js';

/**
 * What is wrong with event files when the power is back. They are not brought to the disk, so what was logged last may be
 * lost; what there is must be readable up to where it breaks off, and a run that goes on must be readable.
 *
 * @param {string} logDir
 * @returns {Promise<string[]>}
 */
export async function faultsInCurves(logDir) {
  const faults = [];
  const runs = existsSync(logDir) ? readdirSync(logDir).filter((name) => !name.includes('tfevents')) : [];
  for (const run of runs) {
    const directory = join(logDir, run);
    const before = eventFilesIn(directory);
    const events = before.flatMap((file) => eventsIn(readFileSync(file)).events);
    const writer = new SummaryWriter(directory);
    writer.start(1000);
    writer.scalar('after', 1, 1000);
    await writer.close();
    const after = eventFilesIn(directory);
    const now = after.flatMap((file) => eventsIn(readFileSync(file)).events);
    if (after.length !== before.length + 1)
      faults.push(`${run} has ${after.length} event files, after ${before.length}`);
    if (now.length !== events.length + 3) faults.push(`${run} has ${now.length} events, after ${events.length}`);
    if (now.at(-1)?.tag !== 'after') faults.push(`${run} does not end with what is logged then`);
  }
  return faults;
}
