import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Direction } from '@cb/core/monitor';
import type { Redis } from 'ioredis';
import { rungsUpTo } from '../schedule/asha.js';
import { scoreOf } from '../schedule/decide.js';
import type { Rule } from '../schedule/scheduler.js';
import type { Params } from '../space/space.js';
import { type EndStatus, fromText, type SweepEvent, toText, type Verdict } from '../table/event.js';
import type { Ledger, Permit, Report } from '../table/ledger.js';
import { keysOf } from './keys.js';
import { patiently } from './patience.js';
import { SCRIPTS } from './scripts.js';

type Script = keyof typeof SCRIPTS;

/** A client that knows the scripts. */
type Client = Redis & Record<Script, (key: string, ...values: (string | number)[]) => Promise<unknown>>;

/** How many events are asked for at once. */
const PIECE = 1000;

/** The trials of a sweep in Redis, whose writers are many. Each step is one script there. */
export class RedisLedger implements Ledger {
  readonly #client: Client;
  readonly #name: string;
  readonly #base: string;
  readonly #rule: Rule;
  readonly #direction: Direction;
  readonly #warn: (reason: string) => void;

  constructor(
    client: Redis,
    name: string,
    rule: Rule,
    direction: Direction,
    warn: (reason: string) => void = () => {},
  ) {
    for (const [script, lua] of Object.entries(SCRIPTS)) client.defineCommand(script, { numberOfKeys: 1, lua });
    this.#client = client as Client;
    this.#name = name;
    this.#base = keysOf(name).base;
    this.#rule = rule;
    this.#direction = direction;
    this.#warn = warn;
  }

  /** Takes down what a trial is to try, unless it is there already. */
  async plan(trial: number, params: Params): Promise<void> {
    await this.#run('sweepPlan', trial, toText({ type: 'planned', trial, params }));
  }

  /** What has happened from the event of a number on. */
  async events(from: number): Promise<SweepEvent[]> {
    const texts = await patiently(
      () => this.#client.lrange(keysOf(this.#name).events, from, from + PIECE - 1),
      this.#warn,
    );
    return texts.map(fromText);
  }

  async begin(trial: number, attempt: number, directory: string): Promise<Permit> {
    const event = toText({ type: 'begun', trial, attempt, at: Date.now(), machine: hostname(), directory });
    const answer = await this.#ask<string | [number, number, number]>(
      'sweepBegin',
      trial,
      attempt,
      randomUUID(),
      event,
    );
    if (typeof answer === 'string') return { type: answer as 'superseded' | 'ended' };
    const [reports, stopped, errors] = answer;
    return { type: 'run', reports, isStopped: stopped === 1, errors };
  }

  async report(trial: number, attempt: number, { step, value, metrics }: Report): Promise<Verdict> {
    const draft = { type: 'reported', trial, attempt, at: Date.now(), step, value, metrics } as const;
    // The script completes the object with what it decides.
    const event = toText({ ...draft, rungs: [], verdict: 'continue' }).replace(
      /,"rungs":\[\],"verdict":"continue"\}$/,
      '',
    );
    const score = spell(scoreOf(value, this.#direction));
    return this.#ask<Verdict>('sweepReport', trial, attempt, step, score, event, ...this.#ruleAt(step));
  }

  async err(trial: number, attempt: number, error: string): Promise<void> {
    await this.#ask('sweepErr', trial, attempt, toText({ type: 'erred', trial, attempt, at: Date.now(), error }));
  }

  async end(trial: number, attempt: number, status: EndStatus, error?: string): Promise<void> {
    const event = toText({
      type: 'ended',
      trial,
      attempt,
      at: Date.now(),
      status,
      ...(error !== undefined && { error }),
    });
    await this.#ask('sweepEnd', trial, attempt, status, event, this.#rule.type);
  }

  #ruleAt(step: number): (string | number)[] {
    const rule = this.#rule;
    if (rule.type === 'asha') return [rule.type, rule.reductionFactor, ...rungsUpTo(step, rule)];
    if (rule.type === 'median') return [rule.type, rule.startupTrials, rule.warmupEpochs, this.#direction];
    return [rule.type];
  }

  /** @throws Error if Redis has lost the sweep */
  async #ask<Answer>(script: Script, trial: number, ...values: (string | number)[]): Promise<Answer> {
    const answer = await this.#run(script, trial, ...values);
    if (answer !== 'gone') return answer as Answer;
    throw new Error(
      `cb-sweep: Redis has lost the sweep "${this.#name}". Have it keep its data (\`appendonly yes\`), and begin again.`,
    );
  }

  #run(script: Script, ...values: (string | number)[]): Promise<unknown> {
    return patiently(() => this.#client[script](this.#base, ...values), this.#warn);
  }
}

/** A number as Redis reads it. */
function spell(score: number): string {
  if (Number.isFinite(score)) return String(score);
  return Number.isNaN(score) ? 'nan' : score > 0 ? 'inf' : '-inf';
}
