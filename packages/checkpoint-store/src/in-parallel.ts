/**
 * Works on items, a few at a time. An item is asked for when there is work to be done on it.
 *
 * @returns the results, in the order of the items
 * @throws the first error, when nothing is being worked on any more; what was not begun by then is not
 */
export async function inParallel<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const numbered = number(items);
  const workUp = async () => {
    for (let next = await numbered.next(); !next.done; next = await numbered.next()) {
      const [index, item] = next.value;
      try {
        results[index] = await work(item);
      } catch (error) {
        await numbered.return(undefined);
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: limit }, workUp));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return results;
}

async function* number<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<[number, Item], void> {
  let index = 0;
  for await (const item of items) yield [index++, item];
}
