import { runWatched } from './run-watched.js';

/**
 * Runs a script that attacks something again and again, in a process of its own, and notes what it finds. The script says in
 * lines of JSON what it is about to do (`begins`), if it knows; what became of it (`faults`, `isError`); and that it is `done`.
 *
 * @param {string} who is attacked
 * @param {readonly string[]} args of Node.js
 * @param {Parameters<typeof runWatched>[1]} options
 * @param {import('./tally.js').Tally} tally
 * @returns {Promise<number>} how many attacks ended in an error
 */
export async function runAttack(who, args, options, tally) {
  let [errors, where, isDone] = [0, who, false];
  const { isHung, status, stderr } = await runWatched(args, options, ({ begins, faults, isError, done }) => {
    isDone ||= done === true;
    if (begins !== undefined) where = `${who}, ${begins}`;
    if (faults === undefined) return;
    tally.attempts++;
    tally.faults++;
    if (isError) errors++;
    for (const fault of faults) tally.note(/ is lost$/.test(fault) ? 'lost' : 'wrong', `${where}: ${fault}`);
  });
  if (isHung) tally.note('hung', `${where}: no end after ${options.longestMs / 1000} s`);
  else if (!isDone || status !== 0)
    tally.note('wrong', `${where}: the process ends with ${status}: ${stderr.slice(-500)}`);
  return errors;
}
