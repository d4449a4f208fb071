import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Callback } from '@cb/core';
import {
  add,
  mean,
  mul,
  type Optimizer,
  type Scalar,
  scalar,
  square,
  sub,
  type Tensor,
  train,
  variable,
} from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { onTestFinished } from 'vitest';
import { VariableModel } from '../src/index.js';

/** A line to be fitted to three points, one a batch. */
export function line(optimizer: Optimizer = train.adam(0.1)) {
  const [slope, offset] = [variable(scalar(0)), variable(scalar(0))];
  const model = new VariableModel({ variables: { slope, offset }, optimizer });
  const lossOf = (x: number) => square(sub(add(mul(slope, x), offset), 3 * x - 1)) as Scalar;
  /** Trains on one point. The tensor is the caller's. */
  const step = (x: number) => optimizer.minimize(() => mean(lossOf(x)), true) as Scalar;
  return { model, optimizer, slope, offset, step, values: () => [slope, offset].map(numberIn) };
}

export function numberIn(tensor: Tensor): number {
  return tensor.dataSync()[0] as number;
}

/** Notes each hook with the number it got, and the metrics of its logs by name. */
export class Recorder extends LayersCallback {
  readonly calls: string[] = [];
  /** In place of a name, where there are several. */
  readonly #label: string;
  readonly #calls: string[];

  constructor(calls?: string[], label = '') {
    super();
    this.#label = label;
    this.#calls = calls ?? this.calls;
  }

  override async onTrainBegin() {
    this.#note('onTrainBegin');
  }
  override async onTrainEnd() {
    this.#note('onTrainEnd');
  }
  override async onEpochBegin(epoch: number) {
    this.#note('onEpochBegin', epoch);
  }
  override async onEpochEnd(epoch: number) {
    this.#note('onEpochEnd', epoch);
  }
  override async onBatchBegin(batch: number) {
    this.#note('onBatchBegin', batch);
  }
  override async onBatchEnd(batch: number) {
    this.#note('onBatchEnd', batch);
  }
  dispose() {
    this.#note('dispose');
  }

  #note(...call: (string | number)[]): void {
    this.#calls.push([this.#label, ...call].filter((part) => part !== '').join(' '));
  }
}

/** Throws in one of its hooks. */
export class Thrower extends Callback {
  constructor(hook: 'onTrainBegin' | 'onTrainEnd' | 'onEpochEnd' | 'onBatchEnd', message = 'a fault') {
    super();
    const fail = async () => {
      throw new Error(message);
    };
    Object.defineProperty(this, hook, { value: fail });
  }
}

/** An empty directory that is removed after the test that asked for it. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'cb-loop-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
