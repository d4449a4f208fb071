import { type ChildProcess, fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Verdict } from '../table/event.js';
import type { Report } from '../table/ledger.js';
import type { TrialFacts } from './context.js';
import type { FromTrial, ToTrial } from './messages.js';

/** The program of a trial: what is built of child.ts. */
export const PROGRAM = createRequire(import.meta.url).resolve('#trial');

/** How an attempt ended. */
export type Outcome =
  | { type: 'done' }
  | { type: 'interrupted' }
  /** It may not write any more: another attempt has begun. */
  | { type: 'superseded' }
  | { type: 'failed'; error: string; isFatal: boolean };

export interface TrialStart {
  /** The absolute path of the trial file. */
  file: string;
  facts: TrialFacts;
  /** The file that gets what the trial prints. */
  log: string;
  /** Takes down a report, and decides. */
  onReport: (report: Report) => Promise<Verdict>;
}

/** The process that one attempt of a trial runs in: training blocks its event loop, and nobody else's. */
export class TrialProcess {
  readonly #child: ChildProcess;
  readonly #onReport: TrialStart['onReport'];
  readonly #exited: Promise<string>;
  #last: FromTrial | undefined;
  #isInterrupted = false;
  #isSuperseded = false;
  /** What went wrong on this side while a report was taken down. */
  #fault: { error: unknown } | undefined;
  #grace: NodeJS.Timeout | undefined;

  /** How many reports it has sent. */
  reports = 0;

  static async start({ file, facts, log, onReport }: TrialStart): Promise<TrialProcess> {
    const output = await open(log, 'a');
    try {
      return new TrialProcess(output.fd, onReport, { type: 'run', file, facts });
    } finally {
      await output.close();
    }
  }

  private constructor(output: number, onReport: TrialStart['onReport'], start: ToTrial) {
    this.#onReport = onReport;
    // NaN is a number here, which it is not in JSON.
    this.#child = fork(PROGRAM, { stdio: ['ignore', output, output, 'ipc'], serialization: 'advanced' });
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`could not be started (${error.message})`));
      this.#child.once('exit', (code, signal) =>
        resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
      );
    });
    this.#child.on('message', (message: FromTrial) => {
      if (message.type === 'report') void this.#report(message);
      else this.#last = message;
    });
    this.#send(start);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the process is gone. @throws what `onReport` has thrown */
  async outcome(): Promise<Outcome> {
    const end = await this.#exited;
    clearTimeout(this.#grace);
    if (this.#fault) throw this.#fault.error;
    if (this.#isSuperseded) return { type: 'superseded' };
    if (this.#last !== undefined && this.#last.type !== 'report') return this.#last;
    if (this.#isInterrupted) return { type: 'interrupted' };
    return { type: 'failed', error: `its process ${end}`, isFatal: false };
  }

  /** Asks the trial to end where it can be gone on with, and ends it after so many milliseconds. */
  interrupt(graceMs: number): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.#send({ type: 'interrupt' });
    this.#grace = setTimeout(() => this.kill(), graceMs);
  }

  /** Ends it at once. */
  kill(): void {
    this.#isInterrupted = true;
    this.#child.kill('SIGKILL');
  }

  async #report({ step, value, metrics }: Report): Promise<void> {
    this.reports++;
    try {
      const verdict = await this.#onReport({ step, value, metrics });
      if (verdict !== 'superseded') {
        this.#send({ type: 'verdict', verdict });
        return;
      }
      this.#isSuperseded = true;
    } catch (error) {
      this.#fault ??= { error };
    }
    this.#child.kill('SIGKILL');
  }

  #send(message: ToTrial): void {
    // It may be gone: then its end says so.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
