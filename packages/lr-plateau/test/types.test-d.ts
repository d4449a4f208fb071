import { ReduceLROnPlateau } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const callback = new ReduceLROnPlateau({ monitor: 'val_acc', factor: 0.5, patience: 3, minLr: 1e-5 });

export const withoutOptions = new ReduceLROnPlateau();

// @ts-expect-error a misspelt option
new ReduceLROnPlateau({ patiance: 3 });

// @ts-expect-error a number as text
new ReduceLROnPlateau({ patience: '3' });

// @ts-expect-error a misspelt mode
new ReduceLROnPlateau({ mode: 'maximum' });

// @ts-expect-error what it found out is read-only
callback.best = 1;

// @ts-expect-error what it found out is read-only
callback.cooldownCounter = undefined;
