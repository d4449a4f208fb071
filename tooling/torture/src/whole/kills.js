import { randomNumbers } from '@cb-tooling/backend/random';
import { differenceOf } from '../difference.js';
import { inLanes } from '../lanes.js';
import { MOMENTS } from '../saves/aim.js';
import { inDirectory } from '../temporary-directory.js';
import { goesOnWithinEpochs, jobOf } from './job.js';
import { isOfAll, outcomeOf } from './outcome.js';
import { runTrainee } from './run-trainee.js';

/** `epochs` are those of a training that is not killed; a process is killed within about `ofLife` of them. */
const ALL = { epochs: 14, ofLife: 3 };
const SHORT = { epochs: 6, ofLife: 2 };

/** A training that is killed so often does not come on. */
const MOST_LIVES = 100;

/**
 * Trainings with all callbacks are killed again and again, at random moments and at file calls, until they end. What they
 * come to must be what one comes to that is not killed.
 *
 * @param {{ kills: number, seed: number, short: boolean }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function killWholeTrainings({ kills, seed, short }, tally) {
  const size = short ? SHORT : ALL;
  const goal = tally.faults + kills;
  const counts = { ended: 0, again: 0, aimed: 0, epochs: 0 };
  const turns = function* () {
    for (let turn = seed; tally.faults < goal; turn++) yield turn;
  };
  await inLanes(turns(), { short }, async (turn) => {
    await new Trial(turn, size, tally, counts).run();
    tally.steps.done = Math.min(kills, tally.faults - goal + kills);
  });
  const { ended, again, aimed, epochs } = counts;
  tally.remarks.push(
    `with all callbacks: ${ended} trainings killed until they ended, and compared with others; ${aimed} kills at file ` +
      `calls; ${epochs} epochs begun; ${again} trainings whose backup was gone, because all hooks but the last were over`,
  );
}

/** @typedef {{ ended: number, again: number, aimed: number, epochs: number }} Counts */

/**
 * How the lives of a training that is killed differ from that of one that is not.
 *
 * @typedef {object} Lives
 * @property {(random: () => number) => import('./world.js').World} [worldOf]
 * @property {(random: () => number, ms: number) => import('./run-trainee.js').Kill} [killOf] given the milliseconds that a
 *   training takes; without it they are killed at random moments and at file calls
 * @property {boolean} [savesOnInterrupt]
 */

/** A training that is killed, beside one that is not. */
export class Trial {
  #turn;
  #size;
  #tally;
  #counts;
  #random;
  #lives;

  /**
   * @param {number} turn
   * @param {Pick<typeof ALL, 'epochs' | 'ofLife'>} size
   * @param {import('../tally.js').Tally} tally
   * @param {Counts} counts
   * @param {Lives} lives
   */
  constructor(turn, size, tally, counts, lives = {}) {
    this.#turn = turn;
    this.#size = size;
    this.#tally = tally;
    this.#counts = counts;
    this.#random = randomNumbers(turn);
    this.#lives = lives;
  }

  run() {
    return inDirectory((whole) => inDirectory((killed) => this.#compare(whole, killed)));
  }

  /**
   * @param {string} whole
   * @param {string} killed
   */
  async #compare(whole, killed) {
    const { savesOnInterrupt = false } = this.#lives;
    const job = { ...jobOf(this.#turn, this.#size.epochs), savesOnInterrupt };
    const begin = performance.now();
    const { news, said } = await runTrainee({ ...job, directory: whole });
    const ms = performance.now() - begin;
    const { end, calls = {} } = news.at(-1) ?? {};
    if (said !== '' || end === undefined) return this.#note('wrong', job, `without a kill: ${said}`);
    const reached = await this.#live({ ...job, directory: killed }, calls, ms);
    if (reached === undefined) return;
    this.#counts.ended++;
    const tail = tailOf(end, reached);
    const expected = await outcomeOf({ ...job, directory: whole });
    const found = await outcomeOf({ ...job, directory: killed });
    if (goesOnWithinEpochs(job)) forgetBatches(expected, found);
    // Its loss is that of one batch, which may be less than those of all epochs.
    if (!isOfAll(found.checkpoints.best)) found.checkpoints.best = expected.checkpoints.best;
    const difference = differenceOf({ ...expected, end: tail }, { ...found, end: reached });
    if (difference) this.#note('wrong', job, difference);
  }

  /**
   * Kills a training until it has ended.
   *
   * @param {import('./job.js').Job} job
   * @param {Record<string, number>} calls of files, of a training that is not killed
   * @param {number} ms that this took
   * @returns {Promise<object | undefined>} how it ended
   */
  async #live(job, calls, ms) {
    let [promised, isEnding] = [0, false];
    for (let life = 0; life < MOST_LIVES; life++) {
      const { killOf, worldOf } = this.#lives;
      const kill = killOf ? killOf(this.#random, ms) : this.#kill(calls, ms);
      const world = worldOf?.(this.#random);
      const { news, isKilled, isHung, said } = await runTrainee(job, kill, world);
      this.#tally.attempts++;
      if (isKilled) this.#tally.faults++;
      if (isKilled && 'aim' in kill) this.#counts.aimed++;
      const where = `life ${life}, ${JSON.stringify({ ...kill, ...world })}`;
      if (isHung) this.#note('hung', job, where);
      if (said !== '') this.#note('wrong', job, `${where}: it said ${said}`);
      const epoch = news.find(({ place }) => place)?.place?.initialEpoch;
      if (epoch !== undefined && epoch < promised && !isEnding) {
        this.#note('lost', job, `${where}: it goes on with epoch ${epoch}, and ${promised} was backed up`);
      }
      if (epoch === 0 && isEnding) this.#counts.again++;
      if (epoch === 0 || (epoch ?? 0) > promised) isEnding = false;
      const begun = news.flatMap((one) => one.epoch ?? []);
      this.#counts.epochs += begun.length;
      promised = begun.at(-1) ?? (epoch === 0 ? 0 : promised);
      isEnding ||= news.some(({ ending }) => ending);
      const end = news.at(-1)?.end;
      if (end) return end;
      if (!isKilled) return undefined;
    }
    this.#note('hung', job, `it has not ended in ${MOST_LIVES} lives`);
    return undefined;
  }

  /**
   * @param {Record<string, number>} calls
   * @param {number} ms
   * @returns {import('./run-trainee.js').Kill}
   */
  #kill(calls, ms) {
    const share = (this.#random() * this.#size.ofLife) / this.#size.epochs;
    if (this.#random() < 0.4) return { afterMs: share * ms };
    const kinds = Object.keys(calls);
    const kind = /** @type {import('../saves/aim.js').Aim['kind']} */ (
      kinds[Math.floor(this.#random() * kinds.length)]
    );
    const when = MOMENTS[Math.floor(this.#random() * MOMENTS.length)] ?? 'before';
    return { aim: { kind, nth: 1 + Math.floor(share * (calls[kind] ?? 0)), when } };
  }

  /**
   * @param {import('../tally.js').Harm} harm
   * @param {object} job
   * @param {string} what
   */
  #note(harm, job, what) {
    this.#tally.note(harm, `kills of whole trainings, turn ${this.#turn}, ${JSON.stringify(job)}: ${what}`);
  }
}

/**
 * The end of a training, with the history of the epochs that the last life of another one has trained.
 *
 * @param {any} end
 * @param {any} reached
 */
function tailOf(end, reached) {
  const entries = Object.entries(reached.history).map(([name, values]) => {
    const all = end.history[name] ?? [];
    return [name, all.slice(all.length - values.length)];
  });
  return { ...end, history: Object.fromEntries(entries) };
}

/**
 * Drops from curves over batches what was lost. A loop that goes on within an epoch does not train those batches again, and
 * of what was logged in the last two seconds nothing may be in the file. What is in it must be right.
 *
 * @param {{ curves: import('./outcome.js').Curves }} expected
 * @param {{ curves: import('./outcome.js').Curves }} found
 */
function forgetBatches(expected, found) {
  for (const [run, loaders] of Object.entries(expected.curves)) {
    for (const [loader, curves] of Object.entries(loaders)) {
      for (const [tag, points] of Object.entries(curves)) {
        const present = found.curves[run]?.[loader]?.[tag] ?? {};
        if (!tag.startsWith('batch_')) continue;
        for (const step of Object.keys(points)) if (!(step in present)) delete points[Number(step)];
      }
    }
  }
}
