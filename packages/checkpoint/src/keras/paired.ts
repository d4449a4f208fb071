/**
 * Finds what is stored under each of as many names: by name, or by order as Keras does, if the names differ.
 *
 * @returns what is stored, in the order of the names; or the first difference as a clause, if a name stands for another
 * place
 */
export function paired<T extends { name: string }>(
  what: string,
  names: readonly string[],
  stored: readonly T[],
): T[] | string {
  const byName = new Map(stored.map((one) => [one.name.replace(/:0$/, ''), one]));
  const named = names.map((name) => byName.get(name));
  if (named.every((one) => one !== undefined)) return named;
  const known = new Set(names);
  const displaced = [...byName.keys()].find((name, index) => name !== names[index] && known.has(name));
  if (displaced === undefined) return [...stored];
  const missing = names.find((name) => !byName.has(name));
  return `it has no ${what} ${missing}, and its ${what} ${displaced} is not where the model has it`;
}
