const SUPERBLOCK = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** How a collection of texts begins: `GCOL`, of version 1. */
const COLLECTION = [0x47, 0x43, 0x4f, 0x4c, 0x01];

/** In bytes: of the beginning of a collection, and of each object in it. */
const HEADER = 16;

/**
 * Refuses a file in whose collections of texts the HDF5 library would go round in circles: it goes from one object to
 * the next by their sizes, and does not look whether these lead on.
 *
 * @throws Error if the file is no HDF5 file with numbers of 8 bytes, or has such a collection
 * @see H5HG__cache_heap_deserialize in HDF5 1.14, H5HGcache.c
 */
export function checkHeaps(bytes: Uint8Array): void {
  const version = bytes[8] ?? 0;
  const lengths = bytes[version < 2 ? 14 : 10];
  // With others, sizes would stand elsewhere.
  if (!startsWith(bytes, 0, SUPERBLOCK) || lengths !== 8) throw new Error('no HDF5 file as Keras writes it');
  const first = COLLECTION[0] as number;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, at, COLLECTION)) checkCollection(bytes, at);
  }
}

function checkCollection(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + HEADER > bytes.length) return;
  const end = BigInt(start) + view.getBigUint64(start + 8, true);
  // The library does not read what would lie behind the end of the file.
  if (end > BigInt(bytes.length)) return;
  for (let at = start + HEADER; at + HEADER <= Number(end); ) {
    const size = view.getBigUint64(at + 8, true);
    // The size of what is free has the header in it.
    const isFree = view.getUint16(at, true) === 0;
    const needed = isFree ? size : BigInt(HEADER) + ((size + 7n) / 8n) * 8n;
    if (needed < BigInt(HEADER) || BigInt(at) + needed > end) throw new Error('a collection of texts is damaged');
    at += Number(needed);
  }
}

function startsWith(bytes: Uint8Array, at: number, those: readonly number[]): boolean {
  return those.every((byte, index) => bytes[at + index] === byte);
}
