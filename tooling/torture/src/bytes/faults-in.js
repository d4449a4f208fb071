/** In MiB: how much more than ever before one file may take. They have some 50 KiB. */
const MOST_MEMORY = 256;

/** In MiB: the HDF5 library takes as much as a text says that it is long before it looks for it, but has no more. */
const MOST_OF_HDF5 = 2048;

/** In letters. */
const LONGEST_MESSAGE = 2000;

/** Warnings of TensorFlow.js 4.22 about a model that can be built, with what the file says of it. */
const OF_TENSORFLOW =
  /^Output ".*" is missing from loss dictionary|^The (shape|rank) of the input tensor|^The list of outputs passed to/;

/** What no terminal should be told by a file. */
const CONTROLS = /[^\P{Cc}\n]/u;

/**
 * What is wrong with how reading a damaged file ended.
 *
 * @param {import('./subjects.js').Subject} subject
 * @param {object} what
 * @param {{ error: Error } | { isRight: boolean }} what.outcome
 * @param {boolean} what.isForged
 * @param {readonly string[]} what.said on the console
 * @param {{ tensors: number, memory: number }} what.used that was not given back, and in MiB
 * @returns {string[]}
 */
export function faultsIn({ who, tells, isHdf5 }, { outcome, isForged, said, used }) {
  const error = 'error' in outcome ? outcome.error : undefined;
  // TensorFlow.js 4.22 leaves tensors of what it could not build, and of layers that are called twice.
  const isOfTensorFlow = isForged || error?.message.includes(' cannot be built (') === true;
  const warnings = said.filter((text) => !OF_TENSORFLOW.test(text));
  const messages = [...warnings, ...(error ? [error.message] : [])];
  const isSilent = warnings.length === 0 && 'isRight' in outcome && !outcome.isRight;
  return [
    ...(tells && !isForged && isSilent ? ['it is taken for what was written'] : []),
    ...(error && !isClear(error.message, who) ? [`the error is: ${error.stack}`] : []),
    ...warnings.filter((text) => !new RegExp(`^(${who}): `).test(text)).map((text) => `it says: ${text}`),
    ...messages.filter((text) => text.length > LONGEST_MESSAGE).map(({ length }) => `a message has ${length} letters`),
    ...[...said, ...messages]
      .filter((text) => CONTROLS.test(text))
      .map((text) => `a message can steer a terminal: ${JSON.stringify(text)}`),
    ...(used.tensors !== 0 && !isOfTensorFlow ? [`${used.tensors} tensors are left`] : []),
    ...(used.memory > (isHdf5 ? MOST_OF_HDF5 : MOST_MEMORY) ? [`it takes ${Math.round(used.memory)} MiB`] : []),
  ];
}

/** Whether a message says who, which file or directory, and what to do. */
function isClear(/** @type {string} */ message, /** @type {string} */ who) {
  return new RegExp(`^(${who}): .*"/.+[^.]\\. [A-Z].+\\.$`, 's').test(message);
}
