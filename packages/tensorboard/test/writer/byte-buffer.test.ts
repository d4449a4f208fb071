import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBuffer } from '../../src/events/byte-buffer.js';

test('what is taken has all bytes in order, and is not changed by what comes after', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(sizes, { maxLength: 4 }), (takes) => {
      const buffer = new ByteBuffer();
      let next = 0;
      const taken = takes.map((lengths) => {
        const parts = lengths.map((length) => new Uint8Array(length).fill(next++));
        for (const part of parts) buffer.append(part);
        const whole = Buffer.concat(parts);
        expect(buffer.length).toBe(whole.length);
        return { bytes: buffer.take(), whole };
      });
      for (const { bytes, whole } of taken) expect(whole.equals(bytes)).toBe(true);
      expect(buffer.length).toBe(0);
    }),
    { seed: 1 },
  );
});
