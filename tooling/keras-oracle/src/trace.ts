import type { Scenario } from './scenario.js';

type Json = Record<string, unknown>;

/** A recorded case of ModelCheckpoint: what Keras was given, and what it did. */
export interface Trace extends Scenario {
  id: string;
  /** The Keras version that was recorded. */
  oracle: string;
  recommended: { verdict: string; stdout: boolean; why: string[] };
  rounding: string[];
  error: { at: string; type: string; message: string } | null;
  runs: {
    initial_epoch: number;
    epochs: { epoch: number; logs: Json | null; expected: Json; stdout: string[] }[];
    train_end?: Json & { stdout: string[] };
  }[];
}
