import { toyModel, train } from '../saves/toy-training.js';

/**
 * Trains with one callback that writes files.
 *
 * @param {import('../shim/keepers.js').Keeper} keeper
 * @param {string} directory
 * @param {{ initialEpoch?: number, epochs: number, throwsErrors?: boolean, others?: object[] }} options `others` see each
 *   hook before it
 * @returns {Promise<{ thrown?: string, said: string[] }>} the error with which it ends, and what was printed
 */
export async function trainKeeper(keeper, directory, { initialEpoch = 0, epochs, throwsErrors = true, others = [] }) {
  const model = toyModel();
  /** @type {string[]} */
  const said = [];
  const { warn } = console;
  console.warn = (/** @type {string} */ text) => void said.push(text);
  /** @type {{ dispose?: () => void | Promise<void> } | undefined} */
  let callback;
  try {
    callback = keeper.make(directory, throwsErrors);
    await train(model, { initialEpoch, epochs, callbacks: [...others, callback] });
    return { said };
  } catch (error) {
    return { thrown: /** @type {Error} */ (error).message, said };
  } finally {
    await callback?.dispose?.();
    console.warn = warn;
    model.optimizer.dispose();
    model.dispose();
  }
}

/** Who, what it got, what to do, on one line. @param {string} text */
export function isClear(text) {
  return /^(ModelCheckpoint|BackupAndRestore|CSVLogger|TensorBoard|loadModel|loadWeights|fileHandler): .+\.$/.test(
    text,
  );
}

/** Whether something that was printed is that nothing can be written. @param {string} text */
export function isFailure(text) {
  return text.includes(': cannot ');
}

/**
 * What is not there of so many epochs.
 *
 * @param {import('../shim/keepers.js').Keeper} keeper
 * @param {string} directory
 * @param {number} epochs
 */
export async function missingOf(keeper, directory, epochs) {
  try {
    return await keeper.missing(directory, epochs);
  } catch (error) {
    return [`cannot be read: ${/** @type {Error} */ (error).message}`];
  }
}

/**
 * Trains once more, to so many epochs in all, when what was in the way is gone.
 *
 * @param {import('../shim/keepers.js').Keeper} keeper
 * @param {string} directory
 * @param {{ initialEpoch?: number, epochs: number }} options
 * @returns what is not there then, or the error with which it ends
 */
export async function missingAfterAll(keeper, directory, options) {
  const { thrown } = await trainKeeper(keeper, directory, options);
  return thrown === undefined ? missingOf(keeper, directory, options.epochs) : [`it ends with: ${thrown}`];
}
