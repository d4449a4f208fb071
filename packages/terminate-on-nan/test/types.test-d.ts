import { TerminateOnNaN } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const callback = new TerminateOnNaN({ raiseError: true, restoreLastFinite: true, checkFreq: 'epoch' });

export const withoutOptions = new TerminateOnNaN();

/** Why it stopped is data. */
export const spoilt: number | undefined = callback.stopReason?.weights[0]?.notFinite;

// @ts-expect-error a misspelt option
new TerminateOnNaN({ raiseErrors: true });

// @ts-expect-error a number of batches
new TerminateOnNaN({ checkFreq: 10 });

// @ts-expect-error what it found out is read-only
callback.stopReason = undefined;
