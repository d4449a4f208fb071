import { LAYERS } from '../keras/layer-config.js';
import { isObject, type Json } from '../keras/layer-json.js';

/** A layer of a functional model while its calls are followed. */
interface Called {
  /** The name in its configuration, which TensorFlow.js goes by. */
  name: unknown;
  /** How often it was called. */
  calls: number;
}

/**
 * Refuses a topology with a call that can never be made, because its inputs come from a layer that is not there, or
 * from itself: TensorFlow.js 4.22 would try for ever.
 *
 * @throws Error, a clause, that names the layer
 * @see Container.fromConfig in tfjs-layers 4.22, which this follows call by call
 */
export function checkCalls(topology: unknown): void {
  if (Array.isArray(topology)) for (const part of topology) checkCalls(part);
  if (!isObject(topology)) return;
  const { className, config } = camelCased(topology);
  const layers = isObject(config) ? config.layers : undefined;
  if (['Model', 'Functional'].includes(camelCase(String(className))) && Array.isArray(layers)) {
    checkModel(layers.filter(isObject).map(camelCased));
  }
  for (const part of Object.values(topology)) checkCalls(part);
}

function checkModel(layers: readonly Json[]): void {
  const called = new Map<string, Called>();
  const pending = new Map<unknown, unknown[]>();
  for (const layer of layers) {
    // A layer without a name gets one of its own.
    const own = { name: isObject(layer.config) ? (layer.config.name ?? {}) : {}, calls: callsOf(layer) };
    called.set(String(layer.name), own);
    const calls = Array.isArray(layer.inboundNodes) ? layer.inboundNodes : [];
    if (calls.length > 0) pending.set(own.name, [...(pending.get(own.name) ?? []), ...calls]);
  }
  for (let isGoingOn = true; isGoingOn && pending.size > 0; ) {
    isGoingOn = false;
    for (const { name } of layers) {
      const layer = called.get(String(name)) as Called;
      const calls = pending.get(layer.name) ?? [];
      const later = calls.filter((call) => !make(call, layer, called));
      if (later.length < calls.length) isGoingOn = true;
      if (later.length > 0) pending.set(layer.name, later);
      else pending.delete(layer.name);
    }
  }
  const [stuck] = pending.keys();
  if (stuck !== undefined) throw new Error(`its layer ${String(stuck)} is fed by a layer that is not there`);
}

/** @returns whether a call is made. What is no call TensorFlow.js refuses by itself */
function make(call: unknown, layer: Called, called: ReadonlyMap<string, Called>): boolean {
  if (!Array.isArray(call)) return true;
  const waits = call.some((input) => {
    const [name, index] = Array.isArray(input) ? input : [];
    const source = called.get(String(name));
    return source ? source.calls <= Number(index) : !(String(name) in {});
  });
  if (waits) return false;
  if (call.length > 0) layer.calls++;
  return true;
}

/** A layer begins uncalled, but for what feeds a model, a model, and maybe a class that is not known here. */
function callsOf({ className }: Json): number {
  const name = camelCase(String(className));
  return Object.hasOwn(LAYERS, name) && name !== 'InputLayer' ? 0 : 1;
}

/** As TensorFlow.js takes the names in a topology. */
function camelCased(json: Json): Json {
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [camelCase(name), value]));
}

function camelCase(name: string): string {
  return name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}
