import { Curve } from '../events/scalar.js';
import { checkTag } from './checks.js';

/**
 * How many curves are remembered. A run has some tens; who makes up tags as they go pays with time, not with memory.
 */
const LIMIT = 1000;

/** The curves of a writer by the tags that it was called with, so that a tag is checked once. */
export class Curves {
  readonly #curves = new Map<string, Curve>();

  /** @throws TypeError or RangeError for what is no tag */
  of(call: string, tag: string): Curve {
    return this.#curves.get(tag) ?? this.#add(call, tag);
  }

  #add(call: string, tag: string): Curve {
    const curve = new Curve(checkTag(call, tag));
    if (this.#curves.size >= LIMIT) this.#curves.clear();
    this.#curves.set(tag, curve);
    return curve;
  }
}
