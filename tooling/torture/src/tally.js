/** In the order of a table. */
export const HARMS = /** @type {const} */ (['lost', 'wrong', 'hung']);

/** What a campaign has done, and all that went wrong. */
export class Tally {
  /** Things that were tried: a training, a file that was opened, a call. */
  attempts = 0;
  /** What was done to them: a kill, a call that failed, bytes that were changed. */
  faults = 0;
  /** @type {Record<Harm, string[]>} */
  #harms = { lost: [], wrong: [], hung: [] };
  /** Why nothing was tried, where that cannot be done on this computer. @type {string | undefined} */
  skipped;
  /** What else there is to tell, such as how much of what was done mattered. @type {string[]} */
  remarks = [];
  /** Steps of about the same length of which the campaign consists, and those that are done. None, where it does not know. */
  steps = { all: 0, done: 0 };
  /** Hears of each harm when it is found. @type {(what: string) => void} */
  onHarm = () => {};

  /**
   * @param {Harm} harm
   * @param {string} what happened, and where, so that it can be done again
   */
  note(harm, what) {
    this.#harms[harm].push(what);
    this.onHarm(`${harm}: ${what}`);
  }

  /** @param {Harm} harm */
  count(harm) {
    return this.#harms[harm].length;
  }

  /** How much went wrong. */
  get harms() {
    return HARMS.reduce((sum, harm) => sum + this.count(harm), 0);
  }
}

/**
 * `lost` is something that was promised to be there; `wrong` an answer, an error or a state that is not what it should
 * be; `hung` what did not come to an end in time.
 *
 * @typedef {(typeof HARMS)[number]} Harm
 */

/**
 * What a file of `campaigns/` exports.
 *
 * @typedef {object} Campaign
 * @property {string} says what is attacked, and how, in a sentence
 * @property {{ short: number, full: number }} attempts how many are made where the command does not say
 * @property {boolean} [needsOneBackend] whether it is about files and names alone, so that the backend does not matter
 * @property {(order: Order) => Promise<void>} run
 */

/**
 * @typedef {object} Order
 * @property {number} attempts how many to make, about
 * @property {number} seed decides all that is random: the same seed does the same
 * @property {boolean} short for every change of the code, instead of all
 * @property {Tally} tally where to note what was done
 */
