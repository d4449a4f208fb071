import { EarlyStopping } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const callback = new EarlyStopping({ monitor: 'val_acc', patience: 3, restoreBestWeights: true, baseline: 0.5 });

export const withoutOptions = new EarlyStopping();

// @ts-expect-error a misspelt option
new EarlyStopping({ patiance: 3 });

// @ts-expect-error a number as text
new EarlyStopping({ patience: '3' });

// @ts-expect-error a misspelt mode
new EarlyStopping({ mode: 'maximum' });

// @ts-expect-error what it found out is read-only
callback.best = 1;

// @ts-expect-error what it found out is read-only
callback.stopReason = undefined;
