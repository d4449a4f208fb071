/** Who, where, what happened, and what to do. */
const MESSAGE =
  /^(ModelCheckpoint|BackupAndRestore): cannot .+ "\/.+" \(E[A-Z]+: .+\)\. .*(Make|Mend|Pass|Remove) .*\.$/;

/**
 * What is wrong with what a training said after a file call had failed.
 *
 * @param {import('./fault-scene.js').Scene} scene
 * @param {import('./fault.js').Failure} failure
 * @param {{ thrown: string | undefined, warning: string | undefined, isWritten: boolean }} outcome `isWritten` is
 *   whether the checkpoint is there
 * @returns {string[]}
 */
export function faultsInReport({ hook, onError }, { code }, { thrown, warning, isWritten }) {
  const error = thrown ?? warning;
  const isClear = error === undefined || (MESSAGE.test(error) && error.includes(code));
  const isTrue = isWritten || !error?.includes('is whole');
  const isRight = hook !== 'onEpochEnd' || (onError === 'throw' ? warning : thrown) === undefined;
  return [
    ...(isClear && isTrue ? [] : [`it says: ${error}`]),
    ...(isRight ? [] : [`with onError '${onError}': ${error}`]),
  ];
}
