import { channelsOf, fourDimensions, type Pixels, pixelsOf } from '../../data/pixels.js';
import { png } from '../../data/png.js';
import type { Value } from '../../events/event.js';
import { imageValue } from '../../events/image.js';
import { argumentError } from '../argument-error.js';
import { checkTag, type LogTime, readOptions } from '../checks.js';
import { isNumeric, isTensor, isTypedArray, type TensorLike } from '../tensor-like.js';
import type { Entry } from './entry.js';

export interface ImageOptions extends LogTime {
  /**
   * How many images of a batch are shown, from the first.
   * @defaultValue `3`
   */
  maxOutputs?: number | undefined;

  /** What stands above the images, as Markdown. @defaultValue nothing */
  description?: string | undefined;
}

/**
 * A tensor of rank 2 `[height, width]`, 3 `[height, width, channels]` or 4 `[n, height, width, channels]`, or pixels.
 */
export type Image = TensorLike | Pixels;

const REMEDY =
  'Pass a tensor [height, width], [height, width, channels] or [n, height, width, channels] with 1 to 4 channels, ' +
  'or { width, height, data } with a typed array of as many values.';

export function imageEntry(call: string, tag: string, images: Image | readonly Image[], options?: ImageOptions): Entry {
  const clean = checkTag(call, tag, 'tag', 'a name for the image');
  const { maxOutputs, description, wallTime } = readOptions(call, options, (read) => ({
    maxOutputs: read.whole('maxOutputs', 3, { min: 1, meaning: 'a whole number of images, 1 or more' }),
    description: read.has('description') ? read.string('description', '') : undefined,
  }));
  const list = Array.isArray(images) ? images : [images];
  if (list.length === 0) throw argumentError(call, 'images', images, REMEDY);
  const sizes = list.map((image: Image) => sizeOf(call, image));
  const [size] = sizes as [Size];
  if (sizes.some(({ width, height }) => width !== size.width || height !== size.height)) {
    const all = sizes.map(({ width, height }) => `${width} x ${height}`).join(', ');
    throw new RangeError(`${call}: \`images\` are ${all}. Pass images of one size, or log each with a tag of its own.`);
  }
  const shown = list.slice(0, maxOutputs);
  const valuesOf = (pixels: Pixels[]): Value[] => [
    imageValue(clean, size, pixels.slice(0, maxOutputs).map(png), description),
  ];
  if (!shown.some(isTensor)) return { values: () => valuesOf(shown as Pixels[]), wallTime };
  return { values: async () => valuesOf((await Promise.all(shown.map(readImage))).flat()), wallTime };
}

interface Size {
  width: number;
  height: number;
}

/** @throws Error if the image is none */
function sizeOf(call: string, image: Image): Size {
  if (!isTensor(image)) {
    const { width, height, data } = Object(image) as Pixels;
    const isWhole = [width, height].every((length) => Number.isSafeInteger(length) && length > 0);
    if (!isWhole || !isTypedArray(data)) throw argumentError(call, 'images', image, REMEDY, TypeError);
    if (channelsOf(image) !== undefined) return { width, height };
    const got = `${width} x ${height} pixels with ${data.length} values`;
    throw new RangeError(`${call}: \`images\` has ${got}. Pass 1 to 4 values for each pixel.`);
  }
  const [count, height, width, channels] = fourDimensions(image.shape);
  const isShaped = [2, 3, 4].includes(image.shape.length) && Math.min(count, height, width) > 0;
  if (!isShaped || ![1, 2, 3, 4].includes(channels) || !isNumeric(image)) {
    throw argumentError(call, 'images', image, REMEDY);
  }
  return { width, height };
}

async function readImage(image: Image): Promise<Pixels[]> {
  if (!isTensor(image)) return [image];
  const data = await image.data();
  return pixelsOf(image.dtype === 'bool' ? Float32Array.from(data) : data, image.shape);
}
