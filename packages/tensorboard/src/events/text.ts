import type { Value } from './event.js';
import { metadata } from './plugins.js';
import { textScalar } from './tensors.js';

export function textValue(tag: string, markdown: string): Value {
  return { tag, metadata: metadata('text'), tensor: textScalar(markdown) };
}
