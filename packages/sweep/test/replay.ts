import type { Direction } from '@cb/core/monitor';
import { decide } from '../src/schedule/decide.js';
import type { Rule } from '../src/schedule/scheduler.js';
import { SweepTable } from '../src/table/table.js';

/** Reports that are fed to the rules, one after the other. */
export class Replay {
  readonly #table: SweepTable;
  readonly #rule: Rule;

  constructor(rule: Rule, direction: Direction) {
    this.#rule = rule;
    this.#table = new SweepTable(direction);
  }

  /** @returns whether the trial is to stop */
  report(trial: number, step: number, value: number): boolean {
    if (!this.#table.has(trial)) this.#table.apply({ type: 'planned', trial, params: {} });
    const decision = decide(this.#rule, this.#table, trial, step, value);
    this.#table.apply({ type: 'reported', trial, attempt: 1, at: 0, step, value, metrics: {}, ...decision });
    return decision.verdict === 'stop';
  }

  complete(trial: number): void {
    this.#table.apply({ type: 'ended', trial, attempt: 1, at: 0, status: 'completed' });
  }
}
