import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Callback } from '../callback.js';

/** One rule of the contract, for any test runner: `test(rule.name, rule.check)`. */
export interface ContractRule {
  name: string;
  /** Rejects with an error that says what the callback did wrong. */
  check: () => Promise<void>;
}

/** A fresh callback, given the options. Spread them: `(options) => new EarlyStopping({ patience: 3, ...options })`. */
export type MakeCallback = (options?: object) => Callback;

/** A fresh compiled model with at least one metric beside the loss is best; any that trains on floats will do. */
export type MakeModel = () => LayersModel;
