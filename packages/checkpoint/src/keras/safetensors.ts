import { type Decoded, type NamedValues, weightsOnly } from './artifacts.js';
import { Fault } from './fault.js';
import { isObject, type Json, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { paired } from './paired.js';
import { type WeightPlace, weightPlaces } from './weight-places.js';
import { BYTES, bytesOf, type Dtype, sizeOf, type Values } from './weight-values.js';

const NAMES: Readonly<Record<string, Dtype>> = { F32: 'float32', I32: 'int32' };

/** The longest header that the reference implementation reads. */
const MOST_HEADER = 100_000_000;

/** @param metadata texts about the whole */
export function encodeSafetensors(
  weights: ReadonlyMap<string, Values>,
  metadata: Record<string, string>,
): Uint8Array[] {
  let offset = 0;
  const header: Json = { __metadata__: metadata };
  for (const [name, values] of weights) {
    const bytes = bytesOf(values).byteLength;
    const [dtype] = Object.entries(NAMES).find(([, one]) => one === values.dtype) ?? [];
    header[name] = { dtype, shape: values.shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.byteLength / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.byteLength - 8), true);
  padded.set(text, 8);
  return [padded, ...[...weights.values()].map(bytesOf)];
}

/**
 * The names of weights in a file, as Keras has them. A label that another weight has too, or would be taken for, gives
 * way to the name of TensorFlow.js.
 */
export function keysOf(places: readonly WeightPlace[]): Map<WeightPlace, string> {
  const uses = new Map<string, number>();
  for (const { label, name } of places) {
    for (const one of new Set([label, name])) uses.set(one, (uses.get(one) ?? 0) + 1);
  }
  return new Map(places.map((place) => [place, uses.get(place.label) === 1 ? place.label : place.name]));
}

/** Reads a safetensors file. @param model the model that the weights are for */
export function decodeSafetensors(bytes: Uint8Array, model: LayerJson | undefined): Decoded {
  const { stored, metadata } = readAll(bytes);
  const inOrder = [...stored].map(([name, values]) => ({ name, values }));
  if (!model) return weightsOnly(inOrder, metadata);
  const places = weightPlaces(model);
  if (places.length !== stored.size) return weightsOnly(inOrder, metadata);
  const found = byName(places, stored) ?? byOrder(places, inOrder);
  const named = places.map(({ name }, index) => ({ name, values: found[index] as Values }));
  return weightsOnly(named, metadata);
}

function byName(places: readonly WeightPlace[], stored: ReadonlyMap<string, Values>): Values[] | undefined {
  const keys = keysOf(places);
  const found = places.map((place) => {
    return stored.get(keys.get(place) as string) ?? stored.get(place.name) ?? only(stored, place.tail);
  });
  const isWhole = new Set(found).size === stored.size;
  return isWhole && found.every((values) => values !== undefined) ? found : undefined;
}

/** In the order of the layers. @throws Fault if a name stands for another place */
function byOrder(places: readonly WeightPlace[], stored: readonly NamedValues[]): Values[] {
  const found = paired('weight', [...keysOf(places).values()], stored);
  if (typeof found === 'string') throw new Fault(found);
  return found.map(({ values }) => values);
}

/** The metadata alone, of a file whose header is looked at as a whole. */
export function metadataInSafetensors(bytes: Uint8Array): Decoded['artifacts']['userDefinedMetadata'] {
  return headerOf(bytes).metadata;
}

/** The one tensor of this name, whatever models Keras has put before it. */
function only(stored: ReadonlyMap<string, Values>, tail: string): Values | undefined {
  const alike = [...stored].filter(([name]) => name === tail || name.endsWith(`/${tail}`));
  return alike.length === 1 ? alike[0]?.[1] : undefined;
}

function readAll(bytes: Uint8Array) {
  const { tensors, body, metadata } = headerOf(bytes);
  const stored = new Map(tensors.map((tensor) => [tensor.name, valuesOf(tensor, body)]));
  return { stored, metadata };
}

/** @throws Fault if the header and the file do not fit each other */
function headerOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= Math.min(bytes.byteLength - 8, MOST_HEADER)))
    throw new Fault('it is no safetensors file, or is cut off');
  const { __metadata__: about, ...header } = parsed(bytes.subarray(8, 8 + length));
  const body = bytes.subarray(8 + length);
  const tensors = Object.entries(header).map(([name, entry]) => tensorOf(name, entry, body.byteLength));
  tensors.sort((one, other) => one.from - other.from || one.to - other.to);
  // As the format has it: nothing lies between two tensors, on another one, or after the last.
  let end = 0;
  for (const { name, from, to } of tensors) {
    if (from !== end) throw new Fault(`its ${name} does not begin where the tensor before it ends`);
    end = to;
  }
  if (end !== body.byteLength) throw new Fault('it is longer or shorter than its tensors');
  return { tensors, body, metadata: parsedMetadata(isObject(about) ? about[METADATA] : undefined) };
}

interface StoredTensor {
  name: string;
  shape: number[];
  dtype: Dtype;
  /** In bytes after the header. */
  from: number;
  to: number;
}

function tensorOf(name: string, entry: unknown, size: number): StoredTensor {
  const { dtype: named, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const dtype = Object.hasOwn(NAMES, String(named)) ? NAMES[String(named)] : undefined;
  if (!dtype) throw new Fault(`its ${name} is of dtype ${named}, and TensorFlow.js has F32 and I32 alone`);
  if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
    throw new Fault(`its ${name} has no valid shape`);
  const [from, to] = offsets as [number, number];
  if (to > size || to - from !== sizeOf(shape) * BYTES[dtype]) {
    throw new Fault(`its ${name} lies elsewhere than in the file, or is not of its shape`);
  }
  return { name, shape, dtype, from, to };
}

function valuesOf({ shape, dtype, from, to }: StoredTensor, body: Uint8Array): Values {
  const { buffer } = body.slice(from, to);
  return { shape, dtype, data: dtype === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer) };
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function parsed(bytes: Uint8Array): Json {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(header)) return header;
  } catch {}
  throw new Fault('its header is no JSON object');
}
