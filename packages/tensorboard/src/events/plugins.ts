// Values of `DataClass` in tensorflow/core/framework/summary.proto: how TensorBoard keeps what it reads.
const SCALAR = 1;
const TENSOR = 2;
const BLOB_SEQUENCE = 3;

/** The plugins of TensorBoard that are written for: the name they go by, and the class of their data. */
export const plugins = {
  scalars: { name: 'scalars', dataClass: SCALAR },
  histograms: { name: 'histograms', dataClass: TENSOR },
  images: { name: 'images', dataClass: BLOB_SEQUENCE },
  text: { name: 'text', dataClass: TENSOR },
  graph: { name: 'graph_keras_model', dataClass: BLOB_SEQUENCE },
  hparams: { name: 'hparams', dataClass: TENSOR },
  prCurves: { name: 'pr_curves', dataClass: TENSOR },
} as const;

/** `SummaryMetadata` for a plugin. @param content what only the plugin itself understands */
export function metadata(plugin: keyof typeof plugins, content?: Uint8Array, description?: string) {
  const { name, dataClass } = plugins[plugin];
  return { pluginData: { pluginName: name, content }, description, dataClass };
}
