import type { Directory } from '@cb/files';
import { LiveTable } from '../show/live-table.js';
import type { SweepSettings } from '../sweep-options.js';
import type { SweepTable } from '../table/table.js';
import type { Children } from '../trial/children.js';
import { openSweep } from './open-sweep.js';
import { runEmbedded } from './run-embedded.js';

/** Runs a sweep on this machine, shows it if that is asked for, and gives what has come of it. */
export async function sweepHere(
  settings: SweepSettings,
  directory: Directory,
  children: Children,
  isEnding: () => boolean,
): Promise<SweepTable> {
  let show: LiveTable | undefined;
  const ledger = await openSweep(directory, settings, () => show?.update());
  if (settings.isVerbose) show = new LiveTable(ledger.table, settings.plan.size);
  try {
    await runEmbedded(settings, ledger, children, isEnding);
  } finally {
    show?.end();
  }
  return ledger.table;
}
