import { shared } from './shared.js';

/** The longest time, in milliseconds, that the hooks of a fit go on without a turn of the event loop. */
const TURN_EVERY_MS = 50;

/**
 * Gives the event loop a turn when the callbacks of this fit have given it none for 50 ms.
 *
 * `fit` itself never does: with instances as callbacks it awaits nothing but promises that are settled already, so
 * without this no timer, signal or write of the process runs until training is over.
 *
 * @param fit an object that all callbacks of one `fit` hold, its `params`
 */
export async function breathe(fit: object): Promise<void> {
  const clock = shared(fit, 'clock', () => ({ lastTurn: performance.now() }));
  if (performance.now() - clock.lastTurn < TURN_EVERY_MS) return;
  await nextTurn();
  clock.lastTurn = performance.now();
}

/** Resolves in a later turn of the event loop. Unlike a timer it is not delayed by browsers, not even in hidden tabs. */
function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };
  if (setImmediate !== undefined) return new Promise((resolve) => setImmediate(resolve));
  if (typeof MessageChannel === 'undefined') return new Promise((resolve) => setTimeout(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
