import type { Direction } from '@cb/core/monitor';
import type { TrialEpoch, TrialResult } from '../results/result.js';
import type { Params } from '../space/space.js';
import type { ReportEvent, SweepEvent } from './event.js';

/** What the events say of one trial. */
export class TrialRecord {
  readonly trial: number;
  readonly params: Params;
  readonly reports = new Map<number, ReportEvent>();
  status: TrialResult['status'] = 'waiting';
  /** The number of the attempt that may write. */
  attempt = 0;
  /** Attempts that failed for reasons of the trial itself. */
  errors = 0;
  error: string | undefined;
  machine: string | undefined;
  directory: string | undefined;
  #begun = 0;
  #last = 0;

  constructor(trial: number, params: Params) {
    this.trial = trial;
    this.params = params;
  }

  apply(event: Exclude<SweepEvent, { type: 'planned' }>): void {
    this.#last = event.at;
    switch (event.type) {
      case 'begun':
        if (this.attempt === 0) this.#begun = event.at;
        this.attempt = event.attempt;
        this.machine = event.machine;
        this.directory = event.directory;
        this.status = 'running';
        break;
      case 'reported':
        this.reports.set(event.step, event);
        break;
      case 'erred':
        this.errors++;
        this.error = event.error;
        this.status = 'waiting';
        break;
      case 'ended':
        this.status = event.status;
        this.error = event.error ?? this.error;
        break;
    }
  }

  get hasEnded(): boolean {
    return this.status !== 'waiting' && this.status !== 'running';
  }

  get isStopped(): boolean {
    return [...this.reports.values()].some(({ verdict }) => verdict === 'stop');
  }

  /** The rungs, in epochs, at which the trial has been judged. */
  get rungs(): number[] {
    return [...this.reports.values()].flatMap(({ rungs }) => rungs);
  }

  /** The report of the best value, the earliest of equal ones. */
  best(direction: Direction): ReportEvent | undefined {
    let best: ReportEvent | undefined;
    for (const report of this.reports.values()) {
      if (Number.isNaN(report.value)) continue;
      const isBetter =
        direction === 'min' ? report.value < (best?.value ?? Infinity) : report.value > (best?.value ?? -Infinity);
      if (best === undefined || isBetter) best = report;
    }
    return best;
  }

  result(direction: Direction): TrialResult {
    const best = this.best(direction);
    const steps = [...this.reports.values()].sort((a, b) => a.step - b.step);
    return {
      trial: this.trial,
      params: this.params,
      status: this.status,
      ...(best && { value: best.value, step: best.step }),
      epochs: steps.map(({ step, value, metrics }): TrialEpoch => ({ step, value, metrics })),
      attempts: this.attempt,
      seconds: this.attempt === 0 ? 0 : (this.#last - this.#begun) / 1000,
      ...(this.error !== undefined && { error: this.error }),
      ...(this.machine !== undefined && { machine: this.machine }),
      ...(this.directory !== undefined && { directory: this.directory }),
    };
  }
}
