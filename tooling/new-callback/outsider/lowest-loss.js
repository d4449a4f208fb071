import { Callback, OptionReader, readMetrics } from '@cb/core';

/** Remembers the lowest loss of a run. */
export class LowestLoss extends Callback {
  lowest = Number.MAX_VALUE;

  constructor(options) {
    super();
    new OptionReader('LowestLoss', options).done();
  }

  async onTrainBegin() {
    this.lowest = Number.MAX_VALUE;
  }

  async onEpochEnd(_epoch, logs) {
    const { loss } = await readMetrics(logs);
    if (loss < this.lowest) this.lowest = loss;
  }

  saveState() {
    return { values: { callback: 'LowestLoss', lowest: this.lowest } };
  }

  loadState({ values }) {
    this.lowest = values.lowest;
  }
}
