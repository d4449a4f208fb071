/** File calls that are under way at once: enough for all threads that Node.js has for them. */
const AT_ONCE = 64;

/** Does something with each of many, and gives the results in their order. */
export async function* inParallel<T, R>(items: readonly T[], action: (item: T) => Promise<R>): AsyncGenerator<R> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    yield* await Promise.all(items.slice(start, start + AT_ONCE).map(action));
  }
}
