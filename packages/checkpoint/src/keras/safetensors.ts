import { type Decoded, weightsOnly } from './artifacts.js';
import { Fault } from './fault.js';
import { isObject, type Json, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { trainedFirst, weightPlaces } from './weight-places.js';
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

/** Reads a safetensors file. @param model the model that the weights are for */
export function decodeSafetensors(bytes: Uint8Array, model: LayerJson | undefined): Decoded {
  const { stored, metadata } = readAll(bytes);
  const inOrder = [...stored].map(([name, values]) => ({ name, values }));
  if (!model) return weightsOnly(inOrder, metadata);
  const places = trainedFirst(weightPlaces(model));
  const found = places.map(({ name, label, tail }) => ({ name, values: stored.get(label) ?? only(stored, tail) }));
  const isWhole = places.length === stored.size && new Set(found.map(({ values }) => values)).size === stored.size;
  return weightsOnly(isWhole && found.every(isFound) ? found : inOrder, metadata);
}

/** The one tensor of this name, whatever models Keras has put before it. */
function only(stored: ReadonlyMap<string, Values>, tail: string): Values | undefined {
  const alike = [...stored].filter(([name]) => name === tail || name.endsWith(`/${tail}`));
  return alike.length === 1 ? alike[0]?.[1] : undefined;
}

function isFound(one: { name: string; values: Values | undefined }): one is { name: string; values: Values } {
  return one.values !== undefined;
}

function readAll(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= Math.min(bytes.byteLength - 8, MOST_HEADER)))
    throw new Fault('it is no safetensors file, or is cut off');
  const { __metadata__: about, ...header } = parsed(bytes.subarray(8, 8 + length));
  const body = bytes.subarray(8 + length);
  const tensors = Object.entries(header).map(([name, entry]) => tensorOf(name, entry, body));
  tensors.sort((one, other) => one.from - other.from || one.to - other.to);
  // As the format has it: nothing lies between two tensors, on another one, or after the last.
  let end = 0;
  for (const { name, from, to } of tensors) {
    if (from !== end) throw new Fault(`its ${name} does not begin where the tensor before it ends`);
    end = to;
  }
  if (end !== body.byteLength) throw new Fault('it is longer or shorter than its tensors');
  const stored = new Map(tensors.map(({ name, values }) => [name, values]));
  return { stored, metadata: parsedMetadata(isObject(about) ? about[METADATA] : undefined) };
}

function tensorOf(name: string, entry: unknown, body: Uint8Array) {
  const { dtype: named, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const dtype = Object.hasOwn(NAMES, String(named)) ? NAMES[String(named)] : undefined;
  if (!dtype) throw new Fault(`its ${name} is of dtype ${named}, and TensorFlow.js has F32 and I32 alone`);
  if (!areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
    throw new Fault(`its ${name} has no valid shape`);
  const [from, to] = offsets as [number, number];
  if (to > body.byteLength || to - from !== sizeOf(shape) * BYTES[dtype]) {
    throw new Fault(`its ${name} lies elsewhere than in the file, or is not of its shape`);
  }
  const { buffer } = body.slice(from, to);
  const data = dtype === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer);
  return { name, from, to, values: { shape, dtype, data } };
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
