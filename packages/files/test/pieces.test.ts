import { expect, test } from 'vitest';
import { piecesOf, WRITTEN } from '../src/piece-node.js';

const KIB = 1024;

/** The sizes of the pieces, and their bytes in a row. */
async function pieces(chunks: Iterable<Uint8Array>) {
  const sizes: number[] = [];
  const bytes: Buffer[] = [];
  for await (const piece of piecesOf(chunks)) {
    sizes.push(piece.length);
    bytes.push(Buffer.from(piece));
  }
  return { sizes, bytes: Buffer.concat(bytes) };
}

const numbered = (sizes: number[]) => sizes.map((size, index) => new Uint8Array(size).fill(index + 1));

test.each([
  { chunks: [], expected: [] },
  { chunks: [0], expected: [] },
  { chunks: [3], expected: [3] },
  { chunks: [256, 256, 256], expected: [768] },
  { chunks: [200 * KIB, 56 * KIB, 1], expected: [256 * KIB, 1] },
  { chunks: [200 * KIB, 200 * KIB], expected: [200 * KIB, 200 * KIB] },
  { chunks: [1, 256 * KIB, 2], expected: [1, 256 * KIB, 2] },
  { chunks: [1, WRITTEN + 5, 2], expected: [1, WRITTEN, 5, 2] },
])('$chunks bytes are written as $expected', async ({ chunks, expected }) => {
  const found = await pieces(numbered(chunks));
  expect(found.sizes).toEqual(expected);
  expect(found.bytes.equals(Buffer.concat(numbered(chunks)))).toBe(true);
});

test('small chunks may all be in the same memory', async () => {
  const memory = new Uint8Array(2);
  function* chunks() {
    for (let number = 1; number <= 3; number++) yield memory.fill(number);
  }
  expect([...(await pieces(chunks())).bytes]).toEqual([1, 1, 2, 2, 3, 3]);
});

test('a chunk that is not made of bytes is an error', async () => {
  await expect(pieces(['text' as never])).rejects.toThrow('A chunk of a file is a string. Pass a Uint8Array.');
});
