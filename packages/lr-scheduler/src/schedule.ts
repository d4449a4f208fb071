/**
 * What the learning rate is to be.
 *
 * @param step the epoch or the batch that begins, counted from 0 over the whole training
 * @param rate the learning rate so far
 * @returns a finite number, 0 or more
 */
export type Schedule = (step: number, rate: number) => number;

/** A schedule that the step alone decides, as all of this package are: a pure function, in plain loops too. */
export type StepSchedule = (step: number) => number;
