import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '@cb/files';
import { assertSame, describe } from '../description.js';
import type { SweepSettings } from '../sweep-options.js';
import type { SweepEvent } from '../table/event.js';
import { SweepTable } from '../table/table.js';
import { Journal } from './journal.js';
import { JournalLedger } from './journal-ledger.js';

/**
 * Goes on with the sweep of a directory, or begins one. A sweep of which nothing was reported yet is none: its options
 * may change.
 *
 * @throws Error if it has begun with other options, or is damaged
 */
export async function openSweep(
  directory: Directory,
  settings: SweepSettings,
  onEvent: (event: SweepEvent) => void,
): Promise<JournalLedger> {
  const description = describe(settings);
  const found = await Journal.read(directory);
  const hasBegun = found?.events.some(({ type }) => type === 'reported') ?? false;
  if (found && hasBegun) assertSame(`"${directory.path}"`, found.header, description, 'directory');
  if (!hasBegun) await clear(directory, found !== undefined);
  const events = found && hasBegun ? found.events : [];
  const journal = await Journal.open(directory, { header: description, events });
  const table = new SweepTable(settings.direction, events);
  return new JournalLedger(journal, table, settings.rule, onEvent);
}

/** Removes what the trials of a sweep have left that nothing came of. */
async function clear({ path }: Directory, isOurs: boolean): Promise<void> {
  const trials = join(path, 'trials');
  const names = await readdir(trials).catch((): string[] => []);
  if (names.length > 0 && !isOurs) {
    throw new Error(
      `sweep: "${trials}" holds trials of which no journal tells. Remove them, or pass another \`directory\`.`,
    );
  }
  await rm(trials, { recursive: true, force: true });
}
