import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeSummary } from '../../src/events/event.js';
import { Event } from '../../src/events/messages.js';
import { TFRecord } from '../../src/events/record.js';
import { Curve, scalarValue } from '../../src/events/scalar.js';
import { encode } from '../../src/events/schema.js';
import { readEvents } from '../read-events.js';

/** As all other events are encoded. */
function recordOf(tag: string, value: number, step: number, wallTime: number): Uint8Array {
  return new TFRecord(encode(Event, { wallTime, step, summary: encodeSummary(scalarValue(tag, value)) })).bytes;
}

const steps = fc.oneof(
  fc.nat({ max: 200 }),
  fc.integer({ min: 1, max: 7 }).chain((bytes) => fc.constantFrom(128 ** bytes - 1, 128 ** bytes)),
  fc.maxSafeNat(),
);

test('a point of a curve has the bytes that it has when it is encoded alone', () => {
  const point = fc.record({ value: fc.double(), step: steps, wallTime: fc.double({ min: 0, max: 4e9 }) });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(point, { minLength: 1 }), (tag, points) => {
      const curve = new Curve(tag);
      for (const { value, step, wallTime } of points) {
        const record = Buffer.from(curve.record(value, step, wallTime));
        expect(record.equals(recordOf(tag, value, step, wallTime))).toBe(true);
      }
    }),
    { seed: 1 },
  );
});

test('a reader finds the largest step of each number of bytes, and the one after it', () => {
  const curve = new Curve('loss');
  const edges = [0, ...[1, 2, 3, 4, 5, 6, 7].flatMap((bytes) => [128 ** bytes - 1, 128 ** bytes]), 2 ** 53 - 1];
  for (const step of [...edges, ...[...edges].reverse()]) {
    const [event] = readEvents(Uint8Array.from(curve.record(0.5, step, 1.25)));
    expect(event).toEqual({
      wallTime: 1.25,
      step,
      scalar: { tag: 'loss', value: 0.5, plugin: 'scalars', dataClass: 1 },
    });
  }
});
