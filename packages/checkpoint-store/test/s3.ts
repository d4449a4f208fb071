import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findServer, startProxy, startServer } from '@cb-tooling/object-store';
import { afterAll, beforeAll, onTestFinished, test } from 'vitest';
import { type ObjectStoreRules, objectStore } from '../src/index.js';

const found = findServer();
let server: Awaited<ReturnType<typeof startServer>>;

/** Starts an S3 server for the tests of a file. Without one, they are skipped, and their names say why. */
export function useServer(): void {
  beforeAll(async () => {
    if ('program' in found) server = await startServer(found.program);
  });
  afterAll(async () => {
    await server?.stop();
  });
}

/** A test that needs the server. */
export function serverTest(name: string, run: () => Promise<void>, timeout = 60_000): void {
  if ('program' in found) test(name, run, timeout);
  else test.skip(`${name} (${found.reason})`, () => {});
}

/** Where the server keeps its objects as files, and what to reach it with. */
export function theServer(): typeof server {
  return server;
}

let places = 0;

/** The server as a store in which nothing is. */
export function freshStore(rules?: ObjectStoreRules) {
  places++;
  return { root: `place ${places}`, store: objectStore('s3', { ...server.options, root: `place ${places}` }, rules) };
}

/** The same behind a proxy, which is stopped when the test ends. Nothing is sent again, unless `rules` say so. */
export async function proxiedStore(
  faultOf?: Parameters<typeof startProxy>[1],
  rules: ObjectStoreRules = { retries: 0 },
) {
  const { root, store } = freshStore();
  const proxy = await startProxy(server.port, faultOf);
  onTestFinished(proxy.stop);
  return { root, proxy, direct: store, store: objectStore('s3', { ...proxy.options, root }, rules) };
}

/** The keys of all objects below a root, in order. */
export function keysBelow(root: string): string[] {
  const folder = join(server.bucket, root);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}

/** The same without manifests, and without what is unique in the names of weights. */
export function checkpointKeysBelow(root: string): string[] {
  const keys = keysBelow(root).filter((key) => !/\d{10}\.json$/.test(key));
  return keys.map((key) => key.replace(/weights\..*\.bin$/, 'weights'));
}
