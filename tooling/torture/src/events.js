import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What one record of an event file says: a point of a curve or other data under a tag, or that a run starts at a step.
 *
 * @typedef {{ step: number, starts: boolean, tag?: string, value?: string }} Event `value` is a digest
 */

/** CRC-32C of a byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/**
 * The records of an event file. It shares no code with the writer.
 *
 * @param {Uint8Array} bytes
 * @returns {{ events: Event[], fault?: string }} those before the first one that is not whole, and what is wrong with that,
 *   unless it is only cut off
 */
export function eventsIn(bytes) {
  /** @type {Event[]} */
  const events = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset + 12 <= bytes.length; ) {
    const length = Number(view.getBigUint64(offset, true));
    const end = offset + 12 + length;
    if (view.getUint32(offset + 8, true) !== masked(bytes.subarray(offset, offset + 8)))
      return { events, fault: `at byte ${offset}: the length has another checksum` };
    if (end + 4 > bytes.length) break;
    const record = bytes.subarray(offset + 12, end);
    if (view.getUint32(end, true) !== masked(record))
      return { events, fault: `at byte ${offset}: the record has another checksum` };
    events.push(eventOf(record));
    offset = end + 4;
  }
  return { events };
}

/**
 * The event files of a run, in the order in which TensorBoard reads them.
 *
 * @param {string} directory
 */
export function eventFilesIn(directory) {
  const names = readdirSync(directory).filter((name) => name.includes('tfevents'));
  return names.sort().map((name) => join(directory, name));
}

/**
 * What TensorBoard shows of a run: under each tag, what its last points are, by step.
 *
 * @param {string} directory
 * @param {'fast' | 'slow'} loader the fast one drops of each curve what is written anew, the slow one of all curves what
 *   comes at or after the step with which a run starts
 * @returns {Record<string, Record<number, string>>}
 */
export function curvesIn(directory, loader) {
  /** @type {Map<string, Map<number, string>>} */
  const curves = new Map();
  const dropFrom = (/** @type {number} */ from, /** @type {Map<number, string>} */ points) => {
    for (const step of points.keys()) if (step >= from) points.delete(step);
  };
  for (const file of eventFilesIn(directory)) {
    const { events, fault } = eventsIn(readFileSync(file));
    if (fault) throw new Error(`${file} ${fault}`);
    for (const { step, starts, tag, value } of events) {
      if (loader === 'slow' && starts) for (const points of curves.values()) dropFrom(step, points);
      if (tag === undefined || value === undefined) continue;
      const points = curves.get(tag) ?? new Map();
      if (loader === 'fast') dropFrom(step, points);
      curves.set(tag, points.set(step, value));
    }
  }
  const sorted = [...curves].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([tag, points]) => [tag, Object.fromEntries(points)]));
}

/** @param {Uint8Array} data */
function masked(data) {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ /** @type {number} */ (TABLE[(crc ^ byte) & 255]);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Fields: `Event.step` 2, `.summary` 5, `.session_log` 7; `Summary.value` 1; `Value.tag` 1. @param {Uint8Array} record */
function eventOf(record) {
  const event = fieldsOf(record);
  const summary = event.get(5);
  const value = summary && fieldsOf(/** @type {Uint8Array} */ (summary)).get(1);
  /** @type {Event} */
  const read = { step: Number(event.get(2) ?? 0), starts: event.has(7) };
  if (!(value instanceof Uint8Array)) return read;
  const tag = Buffer.from(/** @type {Uint8Array} */ (fieldsOf(value).get(1))).toString();
  return { ...read, tag, value: createHash('sha256').update(value).digest('hex').slice(0, 16) };
}

/**
 * A protobuf message by field number, the last of repeated fields.
 *
 * @param {Uint8Array} bytes
 * @returns {Map<number, number | Uint8Array>}
 */
function fieldsOf(bytes) {
  const found = new Map();
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = /** @type {number} */ (bytes[offset++]);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const take = (/** @type {number} */ length) => {
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  while (offset < bytes.length) {
    const key = varint();
    const type = key & 7;
    found.set(key >> 3, type === 0 ? varint() : take(type === 2 ? varint() : type === 1 ? 8 : 4));
  }
  return found;
}
