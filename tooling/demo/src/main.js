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
  const signal = listenForInterruption();
  try {
    const { help, ...options } = readOptions(args);
    if (help) console.info(HELP);
    else await trainAndReport({ ...options, signal });
  } catch (error) {
    if (error !== signal.reason) return complain(/** @type {Error} */ (error));
    console.info('demo: interrupted before training began, nothing was written.');
  }
  return signal.aborted ? exitCodeOf(signal.reason) : 0;
}

/** @param {Omit<import('./options.js').Options, 'help'> & { signal: AbortSignal }} options */
async function trainAndReport(options) {
  // TensorFlow.js takes a while to load; what is wrong with the command is told before.
  const [{ runDemo }, { summarize }] = await Promise.all([import('./demo.js'), import('./summary.js')]);
  console.info(`\n${summarize(await runDemo(options))}`);
}

/** @param {Error} error */
function complain(error) {
  console.error(`demo: ${error.message}`);
  return error instanceof Failure ? error.exitCode : 1;
}
