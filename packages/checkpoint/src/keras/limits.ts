/** In bytes: what the HDF5 library can hold in its memory. */
export const LARGEST = 2 ** 31;

/** How many times more what is packed may take than the whole file: weights compress badly, zeros well. */
const MOST_EXPANSION = 100;

/** In bytes: how much what is packed in a file may take. */
export function mostUnpacked(fileSize: number): number {
  return Math.min(fileSize * MOST_EXPANSION, LARGEST);
}
