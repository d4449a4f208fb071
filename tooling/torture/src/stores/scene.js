import { objectStore } from '@cb/checkpoint-store';
import { startProxy } from '@cb-tooling/object-store';
import { leftoversOf } from './leftovers.js';
import { TRAININGS } from './trainings.js';

/** Shorter than a real one: the server is near. */
const TIMEOUT_MS = 400;

/** What users are to see: who, what it could not do, why, and what to do. */
const CLEAR = /^\w+: cannot [a-z ]+ "s3:\/\/training\/[^"]+" \([^()]+\)\. [A-Z].*\.$/;

/** @typedef {keyof typeof TRAININGS} Kind */

/**
 * A training of one epoch; one of two more, of which a request fails; and one of one more, that ends well.
 *
 * @param {Awaited<ReturnType<typeof import('@cb-tooling/object-store').startServer>>} server
 * @param {object} scene
 * @param {Kind} scene.kind
 * @param {string} scene.root where nothing is yet
 * @param {import('@cb-tooling/object-store').Fault} [scene.fault]
 * @param {number} [scene.nth] which request fails, counted from 0
 */
export async function playScene(server, { kind, root, fault, nth }) {
  const { goOn } = TRAININGS[kind];
  const direct = objectStore('s3', { ...server.options, root });
  const proxy = await startProxy(server.port, (_, index) => (index === nth ? fault : undefined));
  const proxied = objectStore('s3', { ...proxy.options, root }, { retries: 0, timeoutMs: TIMEOUT_MS });
  /** @type {{ harm: import('../tally.js').Harm, what: string }[]} */
  const harms = [];
  /** @type {string | undefined} */
  let error;
  let saved = 0;
  const note = (/** @type {number} */ epochs) => {
    saved = epochs;
  };
  try {
    await goOn(direct, 1, note);
    try {
      await goOn(proxied, 2, note);
    } catch (cause) {
      error = /** @type {Error} */ (cause).message;
      if (!CLEAR.test(error) || error.includes('secret')) harms.push({ harm: 'wrong', what: `the error is ${error}` });
    }
    if (error === undefined && saved !== 3) harms.push({ harm: 'wrong', what: `ended after ${saved} epochs of 3` });
    // What was delayed gets there at the worst moment: when nobody waits for it any more, and before somebody looks.
    await proxy.release();
    const known = saved;
    const from = await goOn(direct, 1, note);
    if (from < known) harms.push({ harm: 'lost', what: `epoch ${known} was saved, and training went on from ${from}` });
    for (const one of leftoversOf(server.bucket, root)) harms.push({ harm: 'wrong', what: `left over: ${one}` });
  } catch (cause) {
    harms.push({ harm: 'wrong', what: `what followed failed: ${/** @type {Error} */ (cause).message}` });
  } finally {
    await proxy.stop();
  }
  const { method, path } = proxy.requests[nth ?? 0] ?? {};
  return { requests: proxy.requests.length, error, harms, request: `${method} ${path}` };
}
