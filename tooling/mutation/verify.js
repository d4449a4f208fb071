// pnpm verify mutation [PACKAGE…]: how many small changes of the sources the tests notice. Fails below the lowest score,
// and when survivors.js is out of date.
import { mutantsOf } from './mutants.js';
import { survivors } from './survivors.js';

const PACKAGES = ['core', 'early-stopping', 'lr-plateau'];
const LOWEST_SCORE = 90;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !PACKAGES.includes(name));
if (unknown !== undefined) {
  console.error(`mutation: "${unknown}" is no package to mutate. Pass some of ${PACKAGES.join(', ')}.`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : PACKAGES) {
  await verify(name).catch((error) => fail(error.message));
}

/** @param {string} name */
async function verify(name) {
  const begin = performance.now();
  const mutants = await mutantsOf(name);
  const seconds = Math.round((performance.now() - begin) / 1000);
  const count = (/** @type {string} */ status) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, timeout, noCoverage] = [count('Killed'), count('Timeout'), count('NoCoverage')];

  const left = mutants.filter(({ status }) => status !== 'Killed' && status !== 'Timeout');
  const listed = survivors.filter(({ file }) => file.startsWith(`${name}/`));
  const entryOf = (/** @type {Change} */ mutant) => listed.find((entry) => isSame(entry, mutant));
  const equivalent = left.filter((mutant) => entryOf(mutant)?.equivalent).length;
  const score = (100 * (killed + timeout)) / (mutants.length - equivalent);
  console.info(
    `${name}: ${mutants.length} mutants, ${killed} killed, ${left.length - noCoverage} survived, ${timeout} timeout, ` +
      `${noCoverage} no coverage, score ${score.toFixed(1)} % without ${equivalent} that are equivalent, ${seconds} s`,
  );

  for (const mutant of left) {
    if (!entryOf(mutant)) console.info(`\n${mutant.file}:${mutant.line}\n- ${mutant.before}\n+ ${mutant.after}\n`);
  }
  for (const entry of listed) {
    if (left.some((mutant) => isSame(entry, mutant))) continue;
    fail(`survivors.js has a mutant that was killed, or is no more: ${entry.file}: ${entry.after}`);
  }
  if (!(score >= LOWEST_SCORE)) fail(`${name} has ${score.toFixed(1)} %, and ${LOWEST_SCORE} % are asked.`);
}

/** @typedef {{ file: string, before: string, after: string }} Change */

/**
 * @param {Change} one
 * @param {Change} other
 */
function isSame(one, other) {
  return one.file === other.file && one.before === other.before && one.after === other.after;
}

/** @param {string} fault */
function fail(fault) {
  console.error(`mutation: ${fault}`);
  process.exitCode = 1;
}
