import type { KerasContent } from './content-to-keras.js';
import { encodeKerasWeights } from './keras-weights.js';
import { METADATA } from './metadata.js';
import { pythonJson } from './python-json.js';
import { toKeras } from './to-keras.js';
import { zip } from './zip.js';

/** The version whose archives have this layout. */
const KERAS_3 = '3.0.0';

/** The archive of Keras 3: a ZIP file of the configuration and the weights. */
export async function encodeKeras(content: KerasContent): Promise<Uint8Array[]> {
  const { metadata: own, ...rest } = content;
  const { compile, topology } = rest;
  const weights = await encodeKerasWeights(rest);
  const config = { ...toKeras(topology, 'keras 3'), ...(compile && { compile_config: compileConfig(compile) }) };
  const metadata = { keras_version: KERAS_3, date_saved: dateSaved(new Date()), ...(own && { [METADATA]: own }) };
  const text = (value: unknown) => new TextEncoder().encode(pythonJson(value));
  const entries = { 'metadata.json': text(metadata), 'config.json': text(config), 'model.weights.h5': weights };
  return zip(entries);
}

function compileConfig({ training, optimizer: { className, config } }: NonNullable<KerasContent['compile']>): object {
  const optimizer = { module: 'keras.optimizers', class_name: className, config, registered_name: null };
  return { optimizer, ...training, run_eagerly: false, steps_per_execution: 1, jit_compile: false };
}

/** As Python's `%Y-%m-%d@%H:%M:%S`. */
function dateSaved(now: Date): string {
  return now.toISOString().slice(0, 19).replace('T', '@');
}
