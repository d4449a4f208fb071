import { Callback, combine, type MonitorOptions, WeightSnapshot } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const options: MonitorOptions[] = [
  {},
  { monitor: 'val_loss', mode: 'min', minDelta: 0.1 },
  // @ts-expect-error a misspelt option
  { monitr: 'val_loss' },
  // @ts-expect-error a misspelt mode
  { mode: 'maximum' },
  // @ts-expect-error a number as text
  { minDelta: '0.1' },
];

export class Own extends Callback {
  override async onEpochEnd(epoch: number): Promise<void> {
    epoch.toFixed();
  }

  // @ts-expect-error a hook that does not exist
  override async onEpochEnds(): Promise<void> {}
}

// @ts-expect-error the base class is abstract
export const base = new Callback();

export const mixed = combine([new Own(), { onEpochEnd: () => {} }]);

// @ts-expect-error an unknown hook
export const misspelt = combine([{ onEpochEnds: () => {} }]);

// @ts-expect-error a snapshot is of a model
export const snapshot = new WeightSnapshot();
