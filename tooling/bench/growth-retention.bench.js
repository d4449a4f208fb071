// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { timed } from './src/contest.js';
import { sizeOf } from './src/effort.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { memoryInUse } from './src/memory.js';
import { memoryCurves } from './src/memory-curves.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';
import { growthOf, median } from './src/statistics.js';
import { withoutSync } from './src/without-sync.js';

const FILES = sizeOf(10_000);
const KEPT = 5;
const WINDOW = Math.ceil(FILES / 25);
await loadBackend(process.env.CB_BACKEND || 'tensorflow');
const model = denseModel({ units: 4, count: 1 });

/** @param {import('@cb/checkpoint').ModelCheckpointOptions} options */
async function follow(options) {
  const folder = folderOnDisk();
  const checkpoint = new ModelCheckpoint(join(folder, '{epoch:06d}.safetensors'), {
    saveWeightsOnly: true,
    ...options,
  });
  checkpoint.setModel(/** @type {never} */ (model));
  checkpoint.setParams({ metrics: ['loss'] });
  await checkpoint.onTrainBegin();
  /** @type {[number, number][]} */
  const times = [];
  /** @type {[number, import('./src/memory.js').Memory][]} */
  const memory = [];
  for (let file = 0; file < FILES; ) {
    const samples = [];
    // A loss that falls, so that each is among the best.
    for (const end = file + WINDOW; file < end; file++) {
      samples.push(await timed(() => checkpoint.onEpochEnd(file, { loss: 1 / (1 + file) })));
    }
    times.push([file, median(samples)]);
    memory.push([file, memoryInUse()]);
  }
  await checkpoint.onTrainEnd();
  const left = readdirSync(folder).filter((name) => name.endsWith('.safetensors')).length;
  if (left !== KEPT || !existsSync(String(checkpoint.lastPath))) throw new Error(`${left} checkpoints are left.`);
  return { times, memory };
}
const { newest, best } = await withoutSync(async () => ({
  newest: await follow({ keepLast: KEPT }),
  best: await follow({ saveTopK: KEPT, monitor: 'loss' }),
}));

const memory = memoryCurves('files', newest.memory);
publish({
  name: 'growth-retention',
  work:
    `${FILES} checkpoints of a model of 64 bytes, one after the other, of which ${KEPT} are kept: each save writes a file, ` +
    'removes one, and writes the index. `fsync` does nothing.',
  growths: [
    {
      name: 'a save',
      size: 'files',
      unit: 'ms',
      lines: [
        { who: 'keepLast', points: newest.times },
        { who: 'saveTopK', points: best.times },
      ],
    },
    ...memory.growths,
  ],
  goals: [
    { says: 'keepLast: last fifth, in those of the first', value: growthOf(newest.times), atMost: 1.2 },
    { says: 'saveTopK: last fifth, in those of the first', value: growthOf(best.times), atMost: 1.2 },
    ...memory.goals,
  ],
});
