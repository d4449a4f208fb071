/**
 * What the callbacks of one `fit` share, hung on an object that `fit` hands to all of them.
 *
 * The property is not enumerable, so nobody who lists `logs` or `params` sees it, and its symbol is global, so two
 * copies of this package in one process find the same value.
 */
export function shared<Value>(holder: object, name: string, create: () => Value): Value {
  const key = Symbol.for(`@cb/core/${name}`);
  const slots = holder as Record<symbol, Value>;
  if (!Object.hasOwn(holder, key)) Object.defineProperty(holder, key, { value: create() });
  return slots[key] as Value;
}
