// @ts-check

/**
 * What a table says of many outcomes, and the outputs of those that failed.
 *
 * @param {string} place where they happened
 * @param {readonly { name: string, outcome: import('./run.js').Outcome }[]} results
 */
export function summarize(place, results) {
  const bad = results.filter(({ outcome }) => !outcome.ok);
  const good = `${results.length - bad.length} of ${results.length}`;
  return {
    cell: bad.length === 0 ? good : `${good}; not ${bad.map(({ name }) => name).join(', ')}`,
    failures: bad.map(({ name, outcome }) => `${place}, ${name}:\n${outcome.output.trim()}`),
  };
}
