import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One field of a message: writes its number and its value. */
export type Field<Value> = (writer: BinaryWriter, value: Value) => void;

/** A message: its fields by name, in the order in which they are written. */
// biome-ignore lint/suspicious/noExplicitAny: the type of a field's value is its own.
export type Schema = Record<string, Field<any>>;

/** What the fields of a message hold. A field that is left out, or undefined, is not written. */
export type Message<Of extends Schema> = {
  [Name in keyof Of]?: (Of[Name] extends Field<infer Value> ? Value : never) | undefined;
};

export const double = scalar<number>(WireType.Bit64, (writer, value) => writer.double(value));
export const int32 = scalar<number>(WireType.Varint, (writer, value) => writer.int32(value));
export const int64 = scalar<number>(WireType.Varint, (writer, value) => writer.int64(value));
export const bool = scalar<boolean>(WireType.Varint, (writer, value) => writer.bool(value));
export const string = scalar<string>(WireType.LengthDelimited, (writer, value) => writer.string(value));
export const bytes = scalar<Uint8Array>(WireType.LengthDelimited, (writer, value) => writer.bytes(value));

/** A list of floats, one after the other behind a single tag. */
export function packedFloats(number: number): Field<readonly number[]> {
  return (writer, values) => {
    writer.tag(number, WireType.LengthDelimited).fork();
    for (const value of values) writer.float(value);
    writer.join();
  };
}

/** A message in a message. */
export function nested<Of extends Schema>(number: number, schema: Of): Field<Message<Of>> {
  return (writer, value) => {
    writer.tag(number, WireType.LengthDelimited).fork();
    write(writer, schema, value);
    writer.join();
  };
}

export function repeated<Value>(field: Field<Value>): Field<readonly Value[]> {
  return (writer, values) => {
    for (const value of values) field(writer, value);
  };
}

/** The bytes of a message. @param writer keeps its memory for the next message */
export function encode<Of extends Schema>(
  schema: Of,
  message: Message<Of>,
  writer: BinaryWriter = new BinaryWriter(),
): Uint8Array<ArrayBuffer> {
  write(writer, schema, message);
  return writer.finish() as Uint8Array<ArrayBuffer>;
}

function write<Of extends Schema>(writer: BinaryWriter, schema: Of, message: Message<Of>): void {
  for (const name in schema) {
    const value = message[name];
    if (value !== undefined) schema[name]?.(writer, value);
  }
}

function scalar<Value>(wireType: WireType, put: (writer: BinaryWriter, value: Value) => void) {
  return (number: number): Field<Value> =>
    (writer, value) => {
      writer.tag(number, wireType);
      put(writer, value);
    };
}
