/** Options that Keras refuses unless Python reads them as floats. */
const FLOATS = ['learning_rate', 'momentum', 'rho', 'beta_1', 'beta_2', 'epsilon', 'initial_accumulator_value'];

/**
 * JSON as Python writes it: a float has a decimal point, and all but ASCII is escaped, because a text in an HDF5 file
 * may be read as ASCII.
 */
export function pythonJson(value: unknown): string {
  const marked = JSON.stringify(value, (key, one) =>
    FLOATS.includes(key) && Number.isInteger(one) ? `\0${one}` : one,
  );
  return marked
    .replace(/"\\u0000(-?\d+)"/g, '$1.0')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
