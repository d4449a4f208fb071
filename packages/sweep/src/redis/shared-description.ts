import type { Redis } from 'ioredis';
import { assertSame, type Description, describe } from '../description.js';
import type { SweepSettings } from '../sweep-options.js';
import { keysOf } from './keys.js';

/** What workers need to know of a sweep. */
export interface SharedDescription {
  description: Description;
  retries: number;
}

/** Writes down what the sweep is, or goes on with one that is there. @throws Error if that one is another */
export async function shareDescription(client: Redis, name: string, settings: SweepSettings): Promise<void> {
  const key = keysOf(name).description;
  const shared: SharedDescription = { description: describe(settings), retries: settings.retries };
  const text = JSON.stringify(shared);
  if ((await client.set(key, text, 'NX')) === 'OK') return;
  const found = await readDescription(client, name);
  assertSame(`Redis, under the name "${name}",`, found?.description, shared.description, 'name');
  await client.set(key, text);
}

/** @returns `undefined` if there is no such sweep */
export async function readDescription(client: Redis, name: string): Promise<SharedDescription | undefined> {
  const text = await client.get(keysOf(name).description);
  return text === null ? undefined : JSON.parse(text);
}
