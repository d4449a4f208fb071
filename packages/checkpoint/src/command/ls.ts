import type { Directory } from '@cb/files';
import { allCheckpoints } from '../catalog/all-checkpoints.js';
import { type CheckpointFormat, type IndexEntry, writeEntry } from '../catalog/checkpoint-index.js';
import { type CheckpointPlace, placeOf } from '../catalog/checkpoint-place.js';
import { decidingMonitor, ranked } from '../catalog/rank-checkpoints.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import type { ListCommand } from './command-line.js';
import { listPath, openPath } from './open-path.js';
import { complain } from './print.js';
import { type Column, metricText, NOTHING, sizeText, table } from './table.js';

/** What is listed: an entry of the index with its size in bytes. */
interface Listed {
  entry: IndexEntry;
  size: number;
}

/** Lists the checkpoints of a directory. @throws Error if it cannot be listed */
export async function ls({ directory, asJSON }: ListCommand): Promise<void> {
  const root = openPath(directory);
  const names = await listPath(directory, root);
  const entries = await allCheckpoints(root);
  const listed = await Promise.all(entries.map(async (entry) => ({ entry, size: await sizeOf(root, entry) })));
  if (asJSON) {
    const objects = listed.map(({ entry, size }) => ({ ...writeEntry(entry), size }));
    console.log(JSON.stringify(objects, null, 2));
  } else if (entries.length > 0) {
    for (const line of table(columnsOf(listed))) console.log(line);
  } else if (names.includes(MODEL_JSON)) {
    throw new Error(`"${directory}" is one model. Pass the directory that holds it, or verify it.`);
  } else {
    complain(`there are no checkpoints of ModelCheckpoint in "${directory}".`);
  }
}

/** As the index has it, or else as it is on the disk. */
async function sizeOf(root: Directory, entry: IndexEntry): Promise<number> {
  const files = entry.files.length > 0 ? entry.files : await filesOf(placeOf(root, entry), entry.format);
  return files.reduce((sum, { size }) => sum + size, 0);
}

async function filesOf({ directory, main }: CheckpointPlace, format: CheckpointFormat): Promise<{ size: number }[]> {
  const names = format === 'tfjs' ? await directory.list() : [main];
  return Promise.all(names.map((name) => directory.stat(name).catch(() => ({ size: 0 }))));
}

function columnsOf(listed: readonly Listed[]): Column[] {
  const entries = listed.map(({ entry }) => entry);
  const counts = (['epoch', 'batch', 'step'] as const).filter((title) => entries.some((entry) => title in entry));
  const metrics = [...new Set(entries.flatMap((entry) => Object.keys(entry.metrics)))];
  return [
    { title: 'path', cells: entries.map(({ path }) => path) },
    ...counts.map((title) => {
      return { title, cells: entries.map((entry) => String(entry[title] ?? NOTHING)), isToTheRight: true };
    }),
    ...metrics.map((title) => ({ title, cells: entries.map((entry) => metricIn(entry, title)), isToTheRight: true })),
    { title: 'size', cells: listed.map(({ size }) => sizeText(size)), isToTheRight: true },
    { title: 'format', cells: entries.map(({ format }) => format) },
    { title: 'saved at', cells: entries.map(({ savedAt }) => `${new Date(savedAt).toISOString().slice(0, 19)}Z`) },
    ...bestOf(entries),
  ];
}

function metricIn({ metrics }: IndexEntry, name: string): string {
  return Object.hasOwn(metrics, name) ? metricText(metrics[name] as number) : NOTHING;
}

/** A column that marks the best one, by the metric that decided. */
function bestOf(entries: readonly IndexEntry[]): Column[] {
  const monitor = decidingMonitor(entries);
  const [best] = monitor ? ranked(entries, monitor) : [];
  if (!monitor || !best) return [];
  return [{ title: '', cells: entries.map((entry) => (entry === best ? `best ${monitor.metric}` : '')) }];
}
