import type { Value } from './event.js';
import { metadata } from './plugins.js';
import { texts } from './tensors.js';

/** @param json a model in Keras 3's form */
export function graphValue(json: string): Value {
  return { tag: 'keras', metadata: metadata('graph', new TextEncoder().encode('1')), tensor: texts([json]) };
}
