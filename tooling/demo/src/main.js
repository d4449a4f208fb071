// @ts-check
import { Failure } from './failure.js';
import { exitCodeOf, listenForInterruption } from './interruption.js';
import { HELP, readOptions } from './options.js';

/**
 * The program behind the command line.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function main(args) {
  try {
    const { help, ...options } = readOptions(args);
    if (!help) return await trainAndReport(options);
    console.info(HELP);
    return 0;
  } catch (error) {
    return complain(/** @type {Error} */ (error));
  }
}

/** @param {Omit<import('./options.js').Options, 'help'>} options */
async function trainAndReport({ backend, ...options }) {
  // TensorFlow.js takes a while to load; what is wrong with the command is told before.
  const [{ chooseBackend }, { runDemo }, { summarize }] = await Promise.all([
    import('./backend.js'),
    import('./demo.js'),
    import('./summary.js'),
  ]);
  const choice = await chooseBackend(backend);
  // Not before: a library that loads would keep the handler waiting, and nothing is written yet that has to be whole.
  const signal = listenForInterruption();
  try {
    console.info(`\n${summarize(await runDemo({ ...options, choice, signal }))}`);
  } catch (error) {
    if (error !== signal.reason) throw error;
    console.info('demo: interrupted before training began, nothing was written.');
  }
  return signal.aborted ? exitCodeOf(signal.reason) : 0;
}

/** @param {Error} error */
function complain(error) {
  console.error(`demo: ${error.message}`);
  return error instanceof Failure ? error.exitCode : 1;
}
