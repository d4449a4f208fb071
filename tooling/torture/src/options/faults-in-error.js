/** In letters: an error is read by people. One of a path names it twice, however long. */
const LONGEST = 11_000;

/**
 * What is wrong with an error about options: who, what it got, what to do, on a line that steers no terminal.
 *
 * @param {readonly string[]} owners whose options they may be
 * @param {unknown} error
 * @returns {string[]}
 */
export function faultsInError(owners, error) {
  if (!(error instanceof Error)) return [`it throws ${String(error)}`];
  const { message } = error;
  const isOurs = owners.some((owner) => message.startsWith(`${owner}: `)) && message.endsWith('.');
  const isLine = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(message);
  return [
    ...(isOurs ? [] : [`it throws ${String(error.stack).slice(0, 600)}`]),
    ...(isLine ? [] : [`it throws ${JSON.stringify(message.slice(0, 300))}`]),
    ...(message.length > LONGEST ? [`the error has ${message.length} letters: ${message.slice(0, 100)}`] : []),
  ];
}
