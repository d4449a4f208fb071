// @ts-check
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { loadBackend } from '@cb-tooling/backend/load';
import { sizeOf } from './src/effort.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { memoryInUse } from './src/memory.js';
import { memoryCurves } from './src/memory-curves.js';
import { publish } from './src/publish.js';
import { growthOf } from './src/statistics.js';

const EVENTS = sizeOf(1_000_000);
const WINDOW = Math.ceil(EVENTS / 50);

// It has no tensors to count otherwise.
await loadBackend('cpu');
/** @type {[number, number][]} */
const times = [];
/** @type {[number, import('./src/memory.js').Memory][]} */
const memory = [];
const writer = new SummaryWriter(join(folderOnDisk(), 'million'));
for (let step = 0; step < EVENTS; ) {
  const begin = performance.now();
  for (const end = step + WINDOW; step < end; step++) {
    writer.scalar('loss', step * 0.5, step);
    // As a training loop does, which waits for something.
    if (step % 1000 === 0) await setImmediate();
  }
  times.push([step, (1e6 * (performance.now() - begin)) / WINDOW]);
  memory.push([step, memoryInUse()]);
}
await writer.close();

const inMemory = memoryCurves('events', memory);
publish({
  name: 'growth-events',
  work: `${EVENTS} scalars into one curve with one SummaryWriter. Memory is looked at after a collection of garbage.`,
  growths: [
    { name: 'an event', size: 'events', unit: 'ns', lines: [{ who: 'SummaryWriter', points: times }] },
    ...inMemory.growths,
  ],
  goals: [
    { says: 'time of an event: last fifth, in those of the first', value: growthOf(times), atMost: 1.2 },
    ...inMemory.goals,
  ],
});
