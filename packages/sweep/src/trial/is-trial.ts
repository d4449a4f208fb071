import { TRIAL } from './trial-mark.js';

/** Whether this is the process of a trial: so a file can hold both the trial and the sweep that runs it. */
export const isTrial: boolean = TRIAL in globalThis;
