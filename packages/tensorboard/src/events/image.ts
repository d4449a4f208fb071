import type { Value } from './event.js';
import { metadata } from './plugins.js';
import { texts } from './tensors.js';

/** @param files PNG files of images that are all of one size */
export function imageValue(
  tag: string,
  size: { width: number; height: number },
  files: readonly Uint8Array[],
  description?: string,
): Value {
  return {
    tag,
    metadata: metadata('images', undefined, description),
    tensor: texts([String(size.width), String(size.height), ...files]),
  };
}
