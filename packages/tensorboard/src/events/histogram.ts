import type { Value } from './event.js';
import { metadata } from './plugins.js';
import { doubles } from './tensors.js';

/** @param buckets the left edge, the right edge and the count of each bucket */
export function histogramValue(tag: string, buckets: Float64Array): Value {
  return { tag, metadata: metadata('histograms'), tensor: doubles(buckets, [buckets.length / 3, 3]) };
}
