import { fill, SGDOptimizer } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Scenario } from './scenario.js';

/** Which fit, and which epoch of it, both counted from 0. */
export interface Moment {
  run: number;
  epoch: number;
}

const EPOCHS_A_RUN = 1000;

/** A compiled model whose only weight says which epoch of which fit it comes from. */
export class OneWeightModel {
  readonly model: LayersModel;
  readonly #optimizer: RateHolder;

  constructor({ initial_learning_rate, dtype }: Scenario['optimizer'] = { initial_learning_rate: 0.01, dtype: '' }) {
    const Optimizer = dtype === 'float32' ? Float32SGD : SGDOptimizer;
    const optimizer = new Optimizer(initial_learning_rate);
    this.model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })] });
    this.model.compile({ optimizer, loss: 'meanSquaredError' });
    this.#optimizer = optimizer as unknown as RateHolder;
  }

  get learningRate(): number {
    return this.#optimizer.learningRate;
  }

  set learningRate(rate: number) {
    this.#optimizer.setLearningRate(rate);
  }

  get weights(): Moment {
    const marked = this.model.getWeights()[0]?.dataSync()[0] as number;
    return { run: Math.floor(marked / EPOCHS_A_RUN), epoch: marked % EPOCHS_A_RUN };
  }

  set weights({ run, epoch }: Moment) {
    this.model.setWeights([fill([1, 1], run * EPOCHS_A_RUN + epoch)]);
  }
}

interface RateHolder {
  learningRate: number;
  setLearningRate(rate: number): void;
}

/** Stores its rate in single precision, as Keras's variables do. */
class Float32SGD extends SGDOptimizer {
  override setLearningRate(rate: number): void {
    super.setLearningRate(Math.fround(rate));
  }
}
