import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one record of an event file says. */
export interface ReadEvent {
  wallTime: number;
  step: number;
  fileVersion?: string;
  sessionStarts?: boolean;
  scalar?: { tag: string; value: number; plugin: string; dataClass: number };
}

/** One point of a curve. */
export interface Point {
  tag: string;
  step: number;
  value: number;
}

/** The event files of a run directory, oldest first. */
export function eventFiles(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name));
}

/** The curves of a run directory, point by point in the order in which they were written. */
export function readPoints(directory: string): Point[] {
  const events = eventFiles(directory).flatMap((file) => readEvents(readFileSync(file)));
  return events.flatMap(({ step, scalar }) => (scalar ? [{ tag: scalar.tag, step, value: scalar.value }] : []));
}

/** One curve of a run directory as [step, value] pairs. */
export function readCurve(directory: string, tag: string): [step: number, value: number][] {
  return readPoints(directory)
    .filter((point) => point.tag === tag)
    .map(({ step, value }) => [step, value]);
}

/**
 * The records of an event file, up to one that is incomplete. It shares no code with the writer: the checksum is computed bit
 * by bit, the protobuf messages are taken apart by hand.
 *
 * @throws Error for a checksum that does not fit
 */
export function readEvents(bytes: Uint8Array): ReadEvent[] {
  const events: ReadEvent[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset + 12 <= bytes.length; ) {
    const length = Number(view.getBigUint64(offset, true));
    const end = offset + 12 + length;
    checkSum(bytes.subarray(offset, offset + 8), view.getUint32(offset + 8, true));
    if (end + 4 > bytes.length) break;
    checkSum(bytes.subarray(offset + 12, end), view.getUint32(end, true));
    events.push(readEvent(bytes.subarray(offset + 12, end)));
    offset = end + 4;
  }
  return events;
}

/** CRC-32C, a bit at a time. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function checkSum(data: Uint8Array, masked: number): void {
  const rotated = (masked - 0xa282ead8) >>> 0;
  const stored = ((rotated << 15) | (rotated >>> 17)) >>> 0;
  if (stored !== crc32c(data)) throw new Error(`checksum ${stored} is stored, ${crc32c(data)} is right`);
}

function readEvent(bytes: Uint8Array): ReadEvent {
  const event = fields(bytes);
  const read: ReadEvent = { wallTime: double(event.get(1)), step: Number(event.get(2) ?? 0) };
  if (event.has(3)) read.fileVersion = text(event.get(3));
  if (event.has(7)) read.sessionStarts = message(event.get(7)).get(1) === 1n;
  if (event.has(5)) read.scalar = readScalar(message(message(event.get(5)).get(1)));
  return read;
}

function readScalar(value: Fields): ReadEvent['scalar'] {
  const metadata = message(value.get(9));
  const tensor = message(value.get(8));
  if (tensor.get(1) !== 1n || tensor.has(2)) throw new Error('not a tensor of rank 0 and type DT_FLOAT');
  return {
    tag: text(value.get(1)),
    value: new DataView(copy(tensor.get(5))).getFloat32(0, true),
    plugin: text(message(metadata.get(1)).get(1)),
    dataClass: Number(metadata.get(4)),
  };
}

/** A protobuf message by field number: varints as bigint, everything else as bytes. */
type Fields = Map<number, bigint | Uint8Array>;

function fields(bytes: Uint8Array): Fields {
  const found: Fields = new Map();
  let offset = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[offset++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const key = Number(varint());
    const wireType = key & 7;
    if (wireType === 0) found.set(key >> 3, varint());
    else {
      const length = wireType === 1 ? 8 : wireType === 5 ? 4 : Number(varint());
      found.set(key >> 3, bytes.subarray(offset, offset + length));
      offset += length;
    }
  }
  return found;
}

function message(bytes: bigint | Uint8Array | undefined): Fields {
  return fields(bytes as Uint8Array);
}

function text(bytes: bigint | Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes as Uint8Array);
}

function double(bytes: bigint | Uint8Array | undefined): number {
  return new DataView(copy(bytes)).getFloat64(0, true);
}

function copy(bytes: bigint | Uint8Array | undefined): ArrayBuffer {
  return Uint8Array.from(bytes as Uint8Array).buffer;
}
