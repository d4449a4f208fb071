import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Losses or metrics by name: one, a list, or one or more for each output. */
type Names = string | readonly Names[] | { readonly [output: string]: Names };

/**
 * How a model was compiled, as `model.save()` writes it; unlike it, with a list of metrics for an output too.
 *
 * @returns `undefined` if a loss or metric is a function, which a file cannot hold
 */
export function trainingConfig(model: LayersModel): io.TrainingConfig | undefined {
  const { loss, metrics = {}, optimizer } = model;
  if (!isNamed(loss) || !isNamed(metrics)) return undefined;
  return {
    loss: respelled(loss, snakeCase),
    metrics: respelled(typeof metrics === 'string' ? [metrics] : metrics, snakeCase),
    optimizer_config: { class_name: optimizer.getClassName(), config: optimizer.getConfig() },
  } as io.TrainingConfig;
}

/** The config as `loadTrainingConfig()` takes it: it leaves lists of metrics for an output as they were written. */
export function readableConfig(config: io.TrainingConfig): io.TrainingConfig {
  const metrics = config.metrics && respelled(config.metrics as Names, camelCase);
  return { ...config, metrics } as io.TrainingConfig;
}

function isNamed(value: unknown): value is Names {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && Object.values(value).every(isNamed);
}

function respelled(names: Names, spell: (name: string) => string): Names {
  if (typeof names === 'string') return spell(names);
  if (Array.isArray(names)) return names.map((one) => respelled(one, spell));
  return Object.fromEntries(Object.entries(names).map(([output, one]) => [output, respelled(one, spell)]));
}

/** As TensorFlow.js spells: `meanSquaredError` is `mean_squared_error`. */
function snakeCase(name: string): string {
  const snake = name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  return snake.startsWith('_') ? `private${snake}` : snake;
}

function camelCase(name: string): string {
  return name.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}
