// node worker.js SUBJECT EVERY: hands options to one subject that nobody foresaw, and says on stdout, in lines of JSON, what it
// is about to do and what became of it.
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toyModel } from '../saves/toy-training.js';
import { inDirectory } from '../temporary-directory.js';
import { ATTACKS } from './attacks.js';
import { faultsInError } from './faults-in-error.js';
import { SUBJECTS } from './subjects.js';

/** A line without the signs that may end one. @param {object} news */
const report = (news) => writeSync(1, `${JSON.stringify(news).replace(/[\u2028\u2029]/g, ' ')}\n`);
const subject = /** @type {import('./subjects.js').Subject} */ (SUBJECTS[Number(process.argv[2])]);

const quiet = () => {};
Object.assign(console, { log: quiet, info: quiet, warn: quiet });
// Bars are drawn there.
process.stdout.write = () => true;
await inDirectory(async (root) => {
  // Some of what is handed over is a name of a file.
  process.chdir(root);
  let number = 0;
  for (const attack of ATTACKS) {
    for (const { what, options, isArgument, mustBe, made, used } of attack(
      subject,
      namesOf(root),
      Number(process.argv[3]),
    )) {
      const directory = join(root, String(number++));
      mkdirSync(directory);
      report({ begins: what });
      const make = (isArgument && subject.makeOf) || subject.make;
      const thrown = await outcomeOf(directory, (scene) => makeOf(make, scene, options, made));
      const faults = thrown ? faultsInError([subject.name, ...(subject.others ?? [])], thrown.error) : (used?.() ?? []);
      if (mustBe === 'refused' && !thrown) faults.push('it is taken');
      if (mustBe === 'taken' && thrown) faults.push(`it is refused: ${thrown.error}`);
      report({ isError: thrown !== undefined, faults });
    }
  }
});
report({ done: true });

/** The options that there are, as the error for one that there is not lists them. @param {string} directory */
function namesOf(directory) {
  const scene = { directory, model: toyModel() };
  try {
    subject.make({ ...subject.needs?.(scene), zzzzzzzzzzzz: 1 }, scene);
  } catch (error) {
    const [, list] = /Pass one of (.+)\.$/.exec(/** @type {Error} */ (error).message) ?? [];
    if (list !== undefined) return list.split(', ');
  }
  throw new Error(`${subject.name} does not say which options it has`);
}

/**
 * @param {string} directory
 * @param {(scene: import('./subjects.js').Scene) => unknown} make
 * @returns {Promise<{ error: unknown } | undefined>} what is thrown, by what is made or in its use
 */
async function outcomeOf(directory, make) {
  const scene = { directory, model: toyModel() };
  try {
    await subject.use(make(scene), scene);
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    scene.model.optimizer.dispose();
    scene.model.dispose();
  }
}

/**
 * @param {(options: any, scene: import('./subjects.js').Scene) => unknown} make
 * @param {import('./subjects.js').Scene} scene
 * @param {import('./attacks.js').Attempt['options']} options
 * @param {() => void} [isMade]
 */
function makeOf(make, scene, options, isMade) {
  try {
    return make(options(scene), scene);
  } finally {
    isMade?.();
  }
}
