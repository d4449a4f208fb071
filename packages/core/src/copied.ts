/**
 * A copy of arrays and plain objects, so many levels deep: each value in them is read once, and nobody else can change
 * what was read. Anything else, such as a tensor, is what it was.
 */
export function copied(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // Of a proxy that was revoked nothing can be asked: that is to be an error here.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (levels === 0) return value;
  // A hole is filled with `undefined`: a check of each value passes over holes.
  if (Array.isArray(value)) return Array.from(value, (inner) => copied(inner, levels - 1));
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copied(inner, levels - 1)]));
}
