import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one record of an event file says. */
export interface ReadEvent {
  wallTime: number;
  step: number;
  fileVersion?: string;
  sessionStarts?: boolean;
  scalar?: { tag: string; value: number; plugin: string; dataClass: number };
  /** What is no scalar. */
  value?: ReadValue;
}

/** What an event says of a plugin's data. */
export interface ReadValue {
  tag: string;
  plugin: string;
  dataClass: number;
  /** What only the plugin understands. */
  content: Uint8Array;
  description?: string;
  shape: number[];
  numbers: number[];
  strings: Uint8Array[];
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
    .filter((name) => name.includes('tfevents'))
    .sort()
    .map((name) => join(directory, name));
}

/** The curves of a run directory, point by point in the order in which they were written. */
export function readPoints(directory: string): Point[] {
  const events = eventFiles(directory).flatMap((file) => readEvents(readFileSync(file)));
  return events.flatMap(({ step, scalar }) => (scalar ? [{ tag: scalar.tag, step, value: scalar.value }] : []));
}

/** What a run directory holds beside curves, in the order in which it was written. */
export function readValues(directory: string): (ReadValue & { step: number; wallTime: number })[] {
  const events = eventFiles(directory).flatMap((file) => readEvents(readFileSync(file)));
  return events.flatMap(({ value, step, wallTime }) => (value ? [{ ...value, step, wallTime }] : []));
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
  const read: ReadEvent = { wallTime: double(event.get(1)), step: Number(one(event, 2) ?? 0) };
  if (event.has(3)) read.fileVersion = text(event.get(3));
  if (event.has(7)) read.sessionStarts = one(message(event.get(7)), 1) === 1n;
  if (!event.has(5)) return read;
  const value = readValue(message(message(event.get(5)).get(1)));
  const { tag, plugin, dataClass, shape, numbers } = value;
  if (plugin !== 'scalars') return { ...read, value };
  if (shape.length > 0) throw new Error('not a tensor of rank 0');
  return { ...read, scalar: { tag, value: numbers[0] as number, plugin, dataClass } };
}

function readValue(value: Fields): ReadValue {
  const metadata = message(value.get(9));
  const pluginData = message(metadata.get(1));
  return {
    tag: text(value.get(1)),
    plugin: text(pluginData.get(1)),
    dataClass: Number(one(metadata, 4)),
    content: (one(pluginData, 2) ?? new Uint8Array()) as Uint8Array,
    ...(metadata.has(3) && { description: text(metadata.get(3)) }),
    ...readTensor(message(value.get(8))),
  };
}

/** Types: 1 float32, 2 float64, 7 texts. Numbers are in field 4 as they lie in memory, a single float in field 5. */
function readTensor(tensor: Fields): Pick<ReadValue, 'shape' | 'numbers' | 'strings'> {
  const dimensions = tensor.has(2) ? (message(tensor.get(2)).get(2) ?? []) : [];
  const memory = copy(tensor.get(4) ?? tensor.get(5) ?? [new Uint8Array()]);
  const numbers = { 1: () => new Float32Array(memory), 2: () => new Float64Array(memory) }[Number(one(tensor, 1))];
  return {
    shape: dimensions.map((dimension) => Number(one(message([dimension]), 1) ?? 0)),
    numbers: [...(numbers?.() ?? [])],
    strings: (tensor.get(8) ?? []).map((bytes) => Uint8Array.from(bytes as Uint8Array)),
  };
}

/** A protobuf message by field number, repeated fields in order: varints as bigint, everything else as bytes. */
export type Fields = Map<number, (bigint | Uint8Array)[]>;

export function fields(bytes: Uint8Array): Fields {
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
  const take = (length: number) => {
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  while (offset < bytes.length) {
    const key = Number(varint());
    const read = { 0: varint, 1: () => take(8), 2: () => take(Number(varint())), 5: () => take(4) }[key & 7];
    if (read === undefined) throw new Error(`wire type ${key & 7}`);
    found.set(key >> 3, [...(found.get(key >> 3) ?? []), read()]);
  }
  return found;
}

function one(message: Fields, number: number): bigint | Uint8Array | undefined {
  return message.get(number)?.[0];
}

function message(field: (bigint | Uint8Array)[] | undefined): Fields {
  return fields(field?.[0] as Uint8Array);
}

function text(field: (bigint | Uint8Array)[] | undefined): string {
  return new TextDecoder().decode(field?.[0] as Uint8Array);
}

function double(field: (bigint | Uint8Array)[] | undefined): number {
  return new DataView(copy(field)).getFloat64(0, true);
}

function copy(field: (bigint | Uint8Array)[] | undefined): ArrayBuffer {
  return Uint8Array.from(field?.[0] as Uint8Array).buffer;
}
