import { shared } from './shared.js';

/** The longest time, in milliseconds, that the hooks of a fit go on without a turn of the event loop. */
const TURN_EVERY_MS = 50;

/**
 * What the callbacks of one fit share: when the event loop had its last turn, and how much work needs one at each hook.
 */
export interface Clock {
  lastTurn: number;
  pending: number;
}

/** The clock of a fit. @param fit an object that all callbacks of one `fit` hold, its `params` */
export function clockOf(fit: object): Clock {
  return shared(fit, 'clock', () => ({ lastTurn: performance.now(), pending: 0 }));
}

/**
 * Gives the event loop a turn when the callbacks of this fit have given it none for 50 ms, or when work is pending.
 *
 * `fit` itself never does: with instances as callbacks it awaits nothing but promises that are settled already, so
 * without this no timer, signal or write of the process runs until training is over.
 *
 * @returns `undefined` when no turn is due, so that most hooks wait for nothing
 */
export function breathe(clock: Clock): Promise<void> | undefined {
  if (clock.pending === 0 && performance.now() - clock.lastTurn < TURN_EVERY_MS) return undefined;
  return giveTurn(clock);
}

async function giveTurn(clock: Clock): Promise<void> {
  await nextTurn();
  clock.lastTurn = performance.now();
}

/** Has `breathe` give a turn every time until the work is over. */
export async function breatheUntil(over: Promise<void>, clock: Clock): Promise<void> {
  clock.pending++;
  await over;
  clock.pending--;
}

/**
 * Resolves in a later turn of the event loop. Unlike a timer it is not delayed by browsers, not even in hidden tabs.
 */
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
