import { Chance } from '../chance.js';
import { inLanes } from '../lanes.js';
import { inDirectory } from '../temporary-directory.js';
import { MOMENTS } from './aim.js';
import { checkpointsIn } from './checkpoint.js';
import { crowd, hasJournal } from './crowd.js';
import { faultsInBackup, faultsInCheckpoints } from './examine.js';
import { placesIn } from './places.js';
import { Promised } from './promised.js';
import { runTrainee } from './run-trainee.js';
import { FORMATS, KEEPS } from './saving.js';
import { UsersFiles } from './users-files.js';

/** `lives` are trainings one after another in one directory, as of a user who begins again after each crash. */
const ALL = { lives: 12, mostEpochs: 16 };
const SHORT = { lives: 2, mostEpochs: 12 };

/** File calls that change what a directory holds. An epoch makes about one of each, where a format makes them at all. */
const KINDS = /** @type {const} */ (['write', 'rename', 'unlink', 'mkdir', 'rmdir']);

/** @typedef {{ kills: number, seed: number, short: boolean }} Options */

/**
 * Kills trainings at random moments and at file calls, and looks after each at what is left.
 *
 * @param {Options} options
 * @param {import('../tally.js').Tally} tally
 */
export async function killTrainings(options, tally) {
  const campaign = new Kills(options, tally, await msPerEpoch());
  await inLanes(campaign.directories(), options, (number) => campaign.killIn(number));
  campaign.tell();
}

class Kills {
  #options;
  #msPerEpoch;
  #tally;
  #counts = { kills: 0, aimed: 0, ended: 0, directories: 0, begun: 0, checkpoints: 0, empty: 0, journals: 0 };

  /**
   * @param {Options} options
   * @param {import('../tally.js').Tally} tally
   * @param {number} msPerEpoch
   */
  constructor(options, tally, msPerEpoch) {
    this.#options = options;
    this.#tally = tally;
    this.#msPerEpoch = msPerEpoch;
  }

  /** Numbers of directories. */
  *directories() {
    while (this.#goesOn()) yield ++this.#counts.directories;
  }

  /** @param {number} number */
  killIn(number) {
    return inDirectory((directory) => this.#history(directory, number));
  }

  tell() {
    // Few kills may all come before the first save of a crowded directory.
    if (!this.#options.short && this.#counts.journals === 0)
      this.#tally.note('wrong', 'kills: no index has got a journal');
    const { aimed, ended, directories, begun, checkpoints, empty, journals } = this.#counts;
    this.#tally.remarks.push(
      `with checkpoints and backups: in ${directories} directories; ${aimed} kills at file calls, ${ended} trainings ended ` +
        `before, ${begun} began training, ${checkpoints} checkpoints loaded, ${empty} empty directories seen, ${journals} journals of an index`,
    );
  }

  #goesOn() {
    return this.#counts.kills < this.#options.kills;
  }

  /**
   * @param {string} directory
   * @param {number} number of the directory
   */
  async #history(directory, number) {
    const { checkpoints, backup } = placesIn(directory);
    const { seed, short } = this.#options;
    const { lives, mostEpochs } = short ? SHORT : ALL;
    const chance = new Chance(seed + 1000 * number);
    const saving = savingOf(seed + number);
    const promised = new Promised();
    const files = new UsersFiles();
    if (saving.isCrowded) await crowd(checkpoints);
    for (const place of [directory, checkpoints, backup]) files.putInto(place);
    for (let life = 1; life <= lives && this.#goesOn(); life++) {
      const epochs = 1 + chance.below(mostEpochs);
      const job = { directory, epochs, ...saving, isAsync: life % 2 === 0, deletes: chance.isOf(0.5) };
      const kill = this.#kill(chance, epochs);
      const faults = [...(await this.#life(job, kill, promised)), ...files.harmed().map((path) => `harmed ${path}`)];
      const where = `kills: directory ${number} of seed ${seed}, training ${life}, ${JSON.stringify({ ...job, ...kill })}`;
      for (const fault of faults) this.#tally.note('lost', `${where}: ${fault}`);
      const [oldest] = checkpointsIn(checkpoints);
      if (oldest !== undefined && saving.format === '') files.putInto(oldest);
    }
    if (hasJournal(checkpoints)) this.#counts.journals++;
  }

  /**
   * @param {Chance} chance
   * @param {number} epochs
   * @returns {import('./run-trainee.js').Kill}
   */
  #kill(chance, epochs) {
    if (chance.isOf(0.5)) return { afterMs: chance.share() * 1.2 * epochs * this.#msPerEpoch };
    return { aim: { kind: chance.pick(KINDS), nth: 1 + chance.below(epochs), when: chance.pick(MOMENTS) } };
  }

  /**
   * @param {import('./training.js').Job} job
   * @param {import('./run-trainee.js').Kill} kill
   * @param {Promised} promised
   */
  async #life(job, kill, promised) {
    /** @type {string[]} */
    const faults = [];
    promised.begin();
    let begin = 0;
    let epochs = 0;
    const { isKilled, isHung, stderr } = await runTrainee(job, kill, ({ training, leftovers, empty, ...news }) => {
      promised.note(news);
      if (training) begin = performance.now();
      // The machine may have become slower, or faster.
      if (news.epoch !== undefined) this.#msPerEpoch = (performance.now() - begin) / ++epochs;
      if (!leftovers) return;
      this.#counts.begun++;
      this.#counts.empty += empty?.length ?? 0;
      faults.push(...leftovers.map((path) => `still there when training has begun again: ${path}`));
    });
    this.#tally.attempts++;
    if (isKilled) {
      this.#counts.kills++;
      this.#tally.faults++;
      this.#tally.steps.done++;
      if ('aim' in kill) this.#counts.aimed++;
    } else this.#counts.ended++;
    if (isHung) this.#tally.note('hung', `kills: ${JSON.stringify({ ...job, ...kill })}`);
    if (stderr !== '') faults.push(`the training said: ${stderr}`);
    const { checkpoints, backup } = placesIn(job.directory);
    const present = checkpointsIn(checkpoints);
    this.#counts.checkpoints += present.length;
    faults.push(...(await faultsInCheckpoints(checkpoints, promised)), ...(await faultsInBackup(backup, promised)));
    promised.forget(present);
    return faults;
  }
}

/**
 * Six turns have each format, and eighteen each format with each way of keeping. Every second one is crowded.
 *
 * @param {number} turn
 */
function savingOf(turn) {
  const format = FORMATS[turn % FORMATS.length];
  const round = Math.floor(turn / FORMATS.length);
  const keeps = KEEPS[(turn + round) % KEEPS.length];
  return { format, keeps, isCrowded: (turn + round) % 2 === 0 };
}

/** How long an epoch takes in another process. */
function msPerEpoch() {
  return inDirectory(async (directory) => {
    const epochs = 10;
    let begin = 0;
    const job = { directory, epochs, isAsync: false, deletes: false };
    const { stderr } = await runTrainee(job, undefined, ({ training }) => {
      if (training) begin = performance.now();
    });
    if (stderr !== '') throw new Error(stderr);
    return (performance.now() - begin) / epochs;
  });
}
