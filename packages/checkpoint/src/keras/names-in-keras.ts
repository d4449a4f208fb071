/** The losses of TensorFlow.js, as a `trainingConfig` spells them, with Keras's names where these differ. */
const LOSSES: Readonly<Record<string, string>> = {
  binary_crossentropy: '',
  categorical_crossentropy: '',
  categorical_hinge: '',
  cosine_proximity: 'cosine_similarity',
  hinge: '',
  kullback_leibler_divergence: 'kl_divergence',
  logcosh: 'log_cosh',
  mean_absolute_error: '',
  mean_absolute_percentage_error: '',
  mean_squared_error: '',
  mean_squared_logarithmic_error: '',
  poisson: '',
  sparse_categorical_crossentropy: '',
  squared_hinge: '',
};

/** The same of metrics. */
const METRICS: Readonly<Record<string, string>> = {
  acc: '',
  accuracy: '',
  binary_accuracy: '',
  categorical_accuracy: '',
  categorical_crossentropy: '',
  ce: '',
  cosine: 'cosine_similarity',
  crossentropy: '',
  mae: '',
  mape: '',
  mse: '',
  precision: 'Precision',
  sparse_categorical_crossentropy: '',
};

/** Further names that Keras has, with those of TensorFlow.js. */
const ALIASES: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  loss: {
    cosine_similarity: 'cosine_proximity',
    kl_divergence: 'kullback_leibler_divergence',
    log_cosh: 'logcosh',
    mae: 'mean_absolute_error',
    mape: 'mean_absolute_percentage_error',
    mse: 'mean_squared_error',
    msle: 'mean_squared_logarithmic_error',
  },
  metric: {
    cosine_similarity: 'cosine',
    mean_absolute_error: 'mae',
    mean_absolute_percentage_error: 'mape',
    mean_squared_error: 'mse',
  },
};

export type Kind = 'loss' | 'metric';

/** @returns Keras's name, or `undefined` if it has no such loss or metric */
export function nameInKeras(kind: Kind, name: string): string | undefined {
  const names = kind === 'loss' ? LOSSES : METRICS;
  return Object.hasOwn(names, name) ? names[name] || name : undefined;
}

/** @returns the name that TensorFlow.js knows, or `undefined` */
export function nameFromKeras(kind: Kind, name: string): string | undefined {
  const names = kind === 'loss' ? LOSSES : METRICS;
  return [name, ALIASES[kind][name] ?? '', name.toLowerCase()].find((one) => Object.hasOwn(names, one));
}
