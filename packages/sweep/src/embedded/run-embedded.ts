import type { SweepSettings } from '../sweep-options.js';
import type { Children } from '../trial/children.js';
import { runAttempt } from '../trial/run-attempt.js';
import type { JournalLedger } from './journal-ledger.js';

/**
 * Runs the trials of a sweep on this machine, so many at once as `concurrency` says, until all have ended.
 *
 * @param isEnding asked before each attempt: whether none is to begin any more
 * @throws Error for what would fail in every trial, or if the journal cannot be written; all trials are ended then
 */
export async function runEmbedded(
  settings: SweepSettings,
  ledger: JournalLedger,
  children: Children,
  isEnding: () => boolean,
): Promise<void> {
  const waiting = ledger.table.records.filter(({ hasEnded }) => !hasEnded).map(({ trial }) => trial);
  let planning: Promise<number | undefined> = Promise.resolve(0);
  let hasFailed = false;

  /** One after the other: what a search chooses may depend on the trials before. */
  const next = (): Promise<number | undefined> => {
    planning = planning.then((last) => (last === undefined ? undefined : (waiting.shift() ?? plan(settings, ledger))));
    return planning;
  };
  const work = async () => {
    while (!hasFailed && !isEnding()) {
      const trial = await next();
      if (trial === undefined || isEnding()) return;
      await finish(settings, ledger, trial, children, () => hasFailed || isEnding());
    }
  };
  const workers = Array.from({ length: settings.concurrency }, () =>
    work().catch((error) => {
      hasFailed = true;
      children.kill();
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Chooses what the next trial tries. @returns its number, `undefined` if there is none */
async function plan({ plan }: SweepSettings, ledger: JournalLedger): Promise<number | undefined> {
  const trial = ledger.table.records.length + 1;
  if (trial > plan.size) return undefined;
  const params = await plan.choose(trial, ledger.table.results);
  if (params === undefined) return undefined;
  await ledger.add({ type: 'planned', trial, params });
  return trial;
}

async function finish(
  settings: SweepSettings,
  ledger: JournalLedger,
  trial: number,
  children: Children,
  isEnding: () => boolean,
): Promise<void> {
  const setting = { ...settings, mode: settings.direction };
  const record = ledger.table.record(trial);
  for (;;) {
    const attempt = { trial, attempt: record.attempt + 1, params: record.params };
    const end = await runAttempt(setting, attempt, ledger, (child) => children.add(child));
    if (end !== 'erred' || isEnding()) return;
  }
}
