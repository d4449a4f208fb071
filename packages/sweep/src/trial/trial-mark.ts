/** Marks the process of a trial, for every copy of this package in it. */
export const TRIAL = Symbol.for('@cb/sweep/trial');
