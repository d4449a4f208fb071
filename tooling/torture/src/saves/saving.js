import { ModelCheckpoint } from '@cb/checkpoint';

/**
 * The endings of the files that a training may write, the longer one first where two fit. Without an ending, it writes
 * directories of TensorFlow.js.
 */
export const FORMATS = ['', '.keras', '.weights.h5', '.h5', '.hdf5', '.safetensors'];

/** What is kept: the newest three, the three of the least loss, or the best under a name that is overwritten. */
const RULES = {
  newest: { keepLast: 3 },
  top: { monitor: 'loss', saveTopK: 3 },
  best: { monitor: 'loss', saveBestOnly: true },
};

export const KEEPS = /** @type {(keyof typeof RULES)[]} */ (Object.keys(RULES));

/**
 * How a training saves.
 *
 * @typedef {object} Saving
 * @property {string} [format] one of {@link FORMATS}; directories if it is not given
 * @property {keyof typeof RULES} [keeps] the newest if it is not given. The last one is kept besides
 * @property {boolean} isAsync
 * @property {boolean} [isCrowded] whether there are so many checkpoints already that their index has a journal
 * @property {'throw' | 'warn'} [onError]
 * @property {boolean} [savesOnInterrupt]
 */

/** Whether files with this ending are to hold weights alone. A `.hdf5` could hold a model too, as a `.h5` does. */
export const isOfWeights = (/** @type {string} */ format) => !['', '.keras', '.h5'].includes(format);

/**
 * @param {string} directory where to save
 * @param {Saving} saving
 */
export function checkpointOf(directory, saving) {
  const { format = '', keeps = 'newest', isAsync, onError = 'throw', savesOnInterrupt = false } = saving;
  return new ModelCheckpoint(`${directory}/${keeps === 'best' ? 'best' : '{epoch:04d}'}${format}`, {
    ...RULES[keeps],
    saveLast: true,
    saveOnInterrupt: savesOnInterrupt,
    saveWeightsOnly: isOfWeights(format),
    async: isAsync,
    onError,
  });
}

/**
 * The names of what a training saves at the end of an epoch.
 *
 * @param {Pick<Saving, 'format' | 'keeps'>} saving
 * @param {number} epoch counted from 1
 */
export function namesOf({ format = '', keeps }, epoch) {
  const name = keeps === 'best' ? 'best' : String(epoch).padStart(4, '0');
  return { chosen: `${name}${format}`, last: `last${format}` };
}
