import { type Direction, directionOf, type Mode } from './direction.js';
import { type OptionReader, optionError } from './options.js';

export { type Direction, directionOf, type Mode } from './direction.js';
export { fromJSONNumber, type JSONValue, toJSONNumber } from './json-number.js';
export { type NumberRange, OptionReader, optionError } from './options.js';
export { printable } from './printable.js';
export { pythonRepr } from './python-repr.js';
export { show } from './show.js';
export { suggestion } from './suggestion.js';

/** The options of every callback that watches a metric. */
export interface MonitorOptions {
  /**
   * The metric to watch, as TensorFlow.js reports it: `loss`, `acc`, `val_loss`, `val_acc`, …
   * @defaultValue `'val_loss'`
   */
  monitor?: string | undefined;

  /**
   * Which way is better. `'auto'` reads it from the metric's name; a name that says nothing is an error.
   * @defaultValue `'auto'`
   */
  mode?: Mode | undefined;

  /**
   * The smallest change that counts as an improvement, in the metric's own unit. The sign does not matter.
   * @defaultValue `0`
   */
  minDelta?: number | undefined;
}

/**
 * Decides whether a metric improved. It keeps no value itself, so one instance serves many runs.
 *
 * @see keras/src/callbacks/monitor_callback.py in Keras 3.15.1
 */
export class Monitor {
  readonly metric: string;
  readonly direction: Direction;
  readonly minDelta: number;

  constructor(metric: string, direction: Direction, minDelta = 0) {
    this.metric = metric;
    this.direction = direction;
    this.minDelta = Math.abs(minDelta);
  }

  /**
   * The monitor that a callback's options ask for.
   *
   * @throws RangeError if `mode` is `'auto'` and the metric's name does not say which way is better
   */
  static from(read: OptionReader<MonitorOptions>, defaults: { minDelta: number } = { minDelta: 0 }): Monitor {
    const metric = read.string('monitor', 'val_loss');
    const direction = directionOf(metric, read.oneOf('mode', 'auto', ['auto', 'min', 'max']));
    if (direction === undefined) {
      throw optionError(
        read.owner,
        'monitor',
        metric,
        "Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.",
      );
    }
    return new Monitor(metric, direction, read.number('minDelta', defaults.minDelta));
  }

  /**
   * True when `current` beats `best` by more than `minDelta`. Without a `best` every number does, except NaN and the
   * infinity of the worse side.
   */
  improved(current: number, best: number | undefined): boolean {
    const worst = this.direction === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    const reduced = this.direction === 'min' ? current + this.minDelta : current - this.minDelta;
    return this.isBetter(reduced, best ?? worst);
  }

  /** True when `a` is strictly better than `b`, whatever `minDelta` is. */
  isBetter(a: number, b: number): boolean {
    return this.direction === 'min' ? a < b : a > b;
  }
}
