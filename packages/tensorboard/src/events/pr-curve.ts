import type { Value } from './event.js';
import { PRCurvePluginData } from './messages.js';
import { metadata } from './plugins.js';
import { encode } from './schema.js';
import { floats } from './tensors.js';

/** @param rows true and false positives, true and false negatives, precision and recall, each at every threshold */
export function prCurveValue(tag: string, rows: Float32Array, thresholds: number): Value {
  const content = encode(PRCurvePluginData, { version: 0, thresholds });
  return { tag, metadata: metadata('prCurves', content), tensor: floats(rows, [6, thresholds]) };
}
