/**
 * In letters: of longer names nobody mistypes one, and to compare two takes as long as the product of their lengths.
 */
const LONGEST = 200;

/** "Did you mean `val_acc`?", when one of the names is close to what was written. */
export function suggestion(name: string, names: readonly string[]): string | undefined {
  const comparable = names.filter(({ length }) => Math.max(length, name.length) <= LONGEST);
  const distances = comparable.map((candidate) => ({
    candidate,
    distance: editDistance(plain(name), plain(candidate)),
  }));
  const closest = distances.sort((a, b) => a.distance - b.distance)[0];
  if (closest === undefined || closest.distance > Math.max(1, Math.floor(name.length / 5))) return undefined;
  return `Did you mean \`${closest.candidate}\`?`;
}

/** The name among `names` that is the same in another spelling: `val_acc` for `val_accuracy`. */
export function otherSpelling(name: string, names: readonly string[]): string | undefined {
  return names.find((candidate) => plain(candidate) === plain(name));
}

/** Spellings that differ between Keras and TensorFlow.js count as equal: `min_delta`, `val_accuracy`. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase().replace('accuracy', 'acc');
}

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] as number) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] as number) + 1, (next[column - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
