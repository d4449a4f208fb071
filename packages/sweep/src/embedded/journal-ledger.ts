import { hostname } from 'node:os';
import { decide } from '../schedule/decide.js';
import type { Rule } from '../schedule/scheduler.js';
import type { EndStatus, SweepEvent, Verdict } from '../table/event.js';
import type { Ledger, Permit, Report } from '../table/ledger.js';
import type { SweepTable } from '../table/table.js';
import type { Journal } from './journal.js';

/** The trials of a sweep whose only writer is this process. */
export class JournalLedger implements Ledger {
  readonly table: SweepTable;
  readonly #journal: Journal;
  readonly #rule: Rule;
  readonly #onEvent: (event: SweepEvent) => void;

  constructor(journal: Journal, table: SweepTable, rule: Rule, onEvent: (event: SweepEvent) => void = () => {}) {
    this.#journal = journal;
    this.table = table;
    this.#rule = rule;
    this.#onEvent = onEvent;
  }

  /** What happens is decided on at once, in one order, and known to others when it is on the disk. */
  async add(event: SweepEvent): Promise<void> {
    this.table.apply(event);
    await this.#journal.append(event);
    this.#onEvent(event);
  }

  async begin(trial: number, attempt: number, directory: string): Promise<Permit> {
    const record = this.table.record(trial);
    if (record.hasEnded) return { type: 'ended' };
    if (attempt <= record.attempt) return { type: 'superseded' };
    await this.add({ type: 'begun', trial, attempt, at: Date.now(), machine: hostname(), directory });
    const { reports, isStopped, errors } = record;
    return { type: 'run', reports: reports.size, isStopped, errors };
  }

  async report(trial: number, attempt: number, { step, value, metrics }: Report): Promise<Verdict> {
    const record = this.table.record(trial);
    if (attempt !== record.attempt || record.hasEnded) return 'superseded';
    const known = record.reports.get(step);
    if (known) return known.verdict;
    const decision = decide(this.#rule, this.table, trial, step, value);
    await this.add({ type: 'reported', trial, attempt, at: Date.now(), step, value, metrics, ...decision });
    return decision.verdict;
  }

  async err(trial: number, attempt: number, error: string): Promise<void> {
    await this.add({ type: 'erred', trial, attempt, at: Date.now(), error });
  }

  async end(trial: number, attempt: number, status: EndStatus, error?: string): Promise<void> {
    const record = this.table.record(trial);
    if (record.hasEnded || record.attempt !== attempt) return;
    await this.add({ type: 'ended', trial, attempt, at: Date.now(), status, ...(error !== undefined && { error }) });
  }
}
