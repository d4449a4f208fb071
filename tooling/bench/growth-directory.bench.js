// @ts-check
import { join } from 'node:path';
import { bestCheckpoint, latestCheckpoint, ModelCheckpoint } from '@cb/checkpoint';
import { loadBackend } from '@cb-tooling/backend/load';
import { timed } from './src/contest.js';
import { fillWithCopies } from './src/copies.js';
import { roundsOf, sizeOf } from './src/effort.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { memoryInUse } from './src/memory.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';
import { median } from './src/statistics.js';
import { withoutSync } from './src/without-sync.js';

const COUNTS = [10, 1_000, 2_500, 5_000, 7_500, 10_000].map(sizeOf);
const ROUNDS = roundsOf(5);
await loadBackend(process.env.CB_BACKEND || 'tensorflow');
const folder = folderOnDisk();
const model = denseModel({ units: 4, count: 1 });
let epoch = 0;

/** Saves, with as many kept before as the directory has. @param {number | undefined} keepLast */
async function begun(keepLast) {
  const checkpoint = new ModelCheckpoint(join(folder, '{epoch:06d}'), { keepLast, monitor: 'loss' });
  checkpoint.setModel(/** @type {never} */ (model));
  checkpoint.setParams({ metrics: ['loss'] });
  await checkpoint.onTrainBegin();
  return checkpoint;
}
const save = (/** @type {ModelCheckpoint} */ checkpoint) => checkpoint.onEpochEnd(epoch++, { loss: 1 });

/** @type {Record<string, [number, number][]>} */
const curves = {};
/** @param {string} who @param {number} count @param {() => unknown} action */
async function note(who, count, action) {
  const samples = [];
  for (let round = 0; round < ROUNDS; round++) samples.push(await timed(action));
  curves[who] = [...(curves[who] ?? []), [count, median(samples)]];
}
/** @type {[number, number][]} */
const heap = [];
await withoutSync(async () => {
  await save(await begun(undefined));
  for (const count of COUNTS) {
    fillWithCopies(folder, count);
    await note('first save of a run', count, async () => save(await begun(undefined)));
    const [all, three] = [await begun(undefined), await begun(3)];
    // Of two writers each reads what the other has written: so one has to have done with it before the other begins.
    await save(all);
    await note('a save', count, () => save(all));
    for (let before = 0; before < 4; before++) await save(three);
    await note('a save that displaces one', count, () => save(three));
    await note('onTrainBegin', count, () => begun(3));
    await note('latestCheckpoint', count, () => latestCheckpoint(folder));
    await note('bestCheckpoint', count, () => bestCheckpoint(folder, { monitor: 'loss' }));
    heap.push([count, memoryInUse().heap / 1e6]);
  }
});

const line = (/** @type {string} */ who) => ({ who, points: curves[who] ?? [] });
const last = (/** @type {string} */ who) => Number(curves[who]?.at(-1)?.[1]);
const grown = (/** @type {string} */ who) => last(who) / Number(curves[who]?.[0]?.[1]);
publish({
  name: 'growth-directory',
  work:
    'Saves of a model of 64 bytes as a directory of TensorFlow.js, beside as many other checkpoints in one folder with one ' +
    '`checkpoints.json`, after the first save of the run, which reads and writes all of it; and looking for the latest and the best of them. `fsync` does nothing.',
  growths: [
    { name: 'a save', size: 'checkpoints', unit: 'ms', lines: [line('a save'), line('a save that displaces one')] },
    {
      name: 'once a run',
      size: 'checkpoints',
      unit: 'ms',
      lines: [line('first save of a run'), line('onTrainBegin'), line('latestCheckpoint'), line('bestCheckpoint')],
    },
    { name: 'heap in use', size: 'checkpoints', unit: 'MB', lines: [{ who: 'heap', points: heap }] },
  ],
  goals: ['a save', 'a save that displaces one'].map((who) => ({
    says: `${who}: beside ${COUNTS.at(-1)} checkpoints, in those beside ${COUNTS[0]}`,
    value: grown(who),
    atMost: 1.5,
    missedBecause:
      'A save adds a line to `checkpoints.jsonl`; it looks through the entries in memory, and the file system through the names in the folder.',
  })),
});
