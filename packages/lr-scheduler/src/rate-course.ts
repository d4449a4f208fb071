import { type JSONValue, toJSONNumber } from '@cb/core/monitor';
import type { Schedule } from './schedule.js';

/** What a schedule was last asked, and what it said. */
interface Answer {
  step: number;
  given: number;
  scheduled: number;
}

/**
 * The rates of a run: what the schedule says, and by what factor others have reduced it. Numbers in, numbers out.
 *
 * A change by others is known by the optimizer's rate, which then is not the one that was left to it.
 */
export class RateCourse {
  readonly #ask: Schedule;
  readonly #keepsReductions: boolean;
  #last: Answer | undefined;
  #left: number | undefined;
  #factor = 1;

  /** @param ask the schedule; what it gives is a number, 0 or more */
  constructor(ask: Schedule, keepsReductions: boolean) {
    this.#ask = ask;
    this.#keepsReductions = keepsReductions;
  }

  /** Forgets the last run. */
  begin(): void {
    this.#last = undefined;
    this.#left = undefined;
    this.#factor = 1;
  }

  /** Whether the optimizer has another rate than the one that was left to it. */
  isChanged(now: number): boolean {
    return this.#left !== undefined && now !== this.#left;
  }

  /** The rate of a step. @param now the optimizer's rate */
  next(step: number, now: number): number {
    this.#factor = this.#factorAt(now);
    const given = this.#given(step, now);
    const scheduled = this.#ask(step, given);
    this.#last = { step, given, scheduled };
    return scheduled * this.#factor;
  }

  /** Takes what the optimizer made of the rate: some store it in single precision. */
  leave(rate: number): void {
    this.#left = rate;
  }

  /** What `resume` needs. @param now the optimizer's rate, so that a change that no step has met yet is not lost */
  save(now: number | undefined): Record<string, JSONValue> {
    const { step, given, scheduled } = this.#last ?? {};
    return {
      step: toJSONNumber(step),
      given: toJSONNumber(given),
      scheduled: toJSONNumber(scheduled),
      factor: now === undefined ? this.#factor : this.#factorAt(now),
    };
  }

  /** Goes on from what `save` gave, whatever rate the optimizer has by then. */
  resume({ step, given, scheduled, factor }: Record<string, JSONValue>): void {
    this.#factor = Number(factor);
    if (step === null) return;
    this.#last = { step: Number(step), given: Number(given), scheduled: Number(scheduled) };
  }

  #factorAt(now: number): number {
    if (!this.#keepsReductions || !this.isChanged(now)) return this.#factor;
    const { scheduled = 0 } = this.#last ?? {};
    // A rate above the scheduled one is no factor: lifted at the end of a schedule, a little would come to a million.
    return scheduled > 0 && now <= scheduled ? now / scheduled : this.#factor;
  }

  /** A step that is begun again, as after a resume, starts from the same rate. */
  #given(step: number, now: number): number {
    if (this.#last?.step === step) return this.#last.given;
    return this.#keepsReductions ? (this.#last?.scheduled ?? now) : now;
  }
}
