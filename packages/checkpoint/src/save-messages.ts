import { parseFormatSpec } from './format-spec.js';
import { formatFloat } from './python-format.js';

/** Prints what becomes of an epoch, in the words of Keras 3.15.1. */
export interface SaveMessages {
  saving(epoch: number, name: string, value: number | undefined, best: number | undefined): void;
  saved(epoch: number, name: string): void;
  notImproved(epoch: number, best: number | undefined): void;
}

/** @param metric the monitored metric, if only the best is saved */
export function saveMessages(verbose: boolean, metric: string | undefined): SaveMessages {
  const print = (epoch: number, message: string) => {
    if (verbose) console.info(`\nEpoch ${epoch + 1}: ${message}`);
  };
  return {
    saving(epoch, name, value, best) {
      const improvement = metric ? `${metric} improved from ${spell(best)} to ${spell(value)}, ` : '';
      print(epoch, `${improvement}saving model to ${name}`);
    },
    saved: (epoch, name) => print(epoch, `finished saving model to ${name}`),
    notImproved: (epoch, best) => print(epoch, `${metric} did not improve from ${spell(best)}`),
  };
}

function spell(value: number | undefined): string {
  return value === undefined ? 'None' : formatFloat(value, parseFormatSpec('.5f', 'float'));
}
