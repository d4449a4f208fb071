import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Direction } from '@cb/core/monitor';
import { unit } from '../space/draw.js';
import type { Params } from '../space/space.js';
import type { EndStatus } from '../table/event.js';
import type { Ledger } from '../table/ledger.js';
import { attemptDirectory, makeAttemptDirectory, removeEarlierAttempts } from './attempt-directory.js';
import { fatal } from './fatal.js';
import { TrialProcess } from './trial-process.js';

/** What all trials of a sweep have in common. */
export interface TrialSetting {
  /** The absolute path of the trial file. */
  file: string;
  /** The absolute path of the directory of the sweep. */
  directory: string;
  metric: string;
  mode: Direction;
  seed: number;
  /** How often a trial that fails for a reason of its own is tried again. */
  retries: number;
}

export interface Attempt {
  trial: number;
  attempt: number;
  params: Params;
}

/** What became of an attempt. `'erred'`: the trial is to be tried again. */
export type AttemptEnd = EndStatus | 'erred' | 'interrupted' | 'superseded' | 'ended';

/** The last characters of what a trial has printed that its error tells. */
const OUTPUT = 2000;

/** The folder of a trial below that of the sweep. */
export function trialFolder(directory: string, trial: number): string {
  return join(directory, 'trials', String(trial).padStart(4, '0'));
}

/**
 * Runs one attempt of a trial in a process of its own, and has the ledger take down what it says.
 *
 * @param onStart gets the process, to interrupt it
 * @throws Error for what would fail in every trial, or if the ledger cannot write
 */
export async function runAttempt(
  setting: TrialSetting,
  { trial, attempt, params }: Attempt,
  ledger: Ledger,
  onStart: (process: TrialProcess) => void,
): Promise<AttemptEnd> {
  const folder = trialFolder(setting.directory, trial);
  const permit = await ledger.begin(trial, attempt, attemptDirectory(folder, attempt));
  if (permit.type !== 'run') return permit.type;
  const directory = await makeAttemptDirectory(folder, attempt);
  const log = join(folder, `attempt-${attempt}.log`);
  const { metric, mode } = setting;
  const seed = Math.floor(unit(`${setting.seed}/${trial}`) * 2 ** 32);
  let { isStopped } = permit;
  const process = await TrialProcess.start({
    file: setting.file,
    facts: { trial, attempt, params, seed, metric, mode, directory },
    log,
    onReport: async (report) => {
      const verdict = await ledger.report(trial, attempt, report);
      isStopped ||= verdict === 'stop';
      return verdict;
    },
  });
  onStart(process);
  const outcome = await process.outcome();
  if (outcome.type === 'interrupted' || outcome.type === 'superseded') return outcome.type;
  if (outcome.type === 'failed') {
    if (outcome.isFatal) throw fatal(new Error(`sweep: trial ${trial} failed: ${outcome.error}`));
    const error = outcome.error + (await lastOutput(log));
    if (permit.errors < setting.retries) {
      await ledger.err(trial, attempt, error);
      return 'erred';
    }
    await ledger.end(trial, attempt, 'failed', error);
    return 'failed';
  }
  if (permit.reports + process.reports === 0) throw neverReported(trial, metric);
  const status = isStopped ? 'stopped' : 'completed';
  await ledger.end(trial, attempt, status);
  await removeEarlierAttempts(folder, attempt);
  return status;
}

function neverReported(trial: number, metric: string): Error {
  return fatal(
    new Error(
      `sweep: trial ${trial} has ended without a report of \`${metric}\`. ` +
        'Hand `new SweepReporter(context)` to fit(), or call context.report().',
    ),
  );
}

async function lastOutput(log: string): Promise<string> {
  const file = await open(log);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, OUTPUT));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString().trim();
    return text === '' ? '' : `\nIts last output:\n${text}`;
  } finally {
    await file.close();
  }
}
