import { HARMS } from './tally.js';

/**
 * A campaign that was run.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} says what is attacked, and how
 * @property {string} again the command that does it once more
 * @property {number} seconds
 * @property {import('./tally.js').Tally} tally
 * @property {NodeJS.Signals} [signal] that has ended it early
 */

/** Prints what became of campaigns, a row for each as it is done, and at last what there is to say of them. */
export class Table {
  /** @type {string[]} */
  #said = [];

  constructor() {
    console.info(`| campaign | attempts | faults injected | ${HARMS.join(' | ')} | seconds | again |`);
    console.info(`| --- | --: | --: |${HARMS.map(() => ' --: |').join('')} --: | --- |`);
  }

  /** @param {Entry} entry */
  add({ name, says, again, seconds, tally, signal }) {
    const counts = [tally.attempts, tally.faults, ...HARMS.map((harm) => tally.count(harm))];
    console.info(`| ${[name, ...counts, seconds.toFixed(0), `\`${again}\``].join(' | ')} |`);
    if (tally.skipped !== undefined) this.#said.push(`${name} is skipped: ${tally.skipped}`);
    else this.#said.push(`${name}: ${says}`, ...tally.remarks.map((remark) => `- ${remark}`));
    if (signal !== undefined) this.#said.push(`- ${signal} has ended it before it was done`);
  }

  end() {
    console.info(`\n${this.#said.join('\n')}`);
  }
}
