import type { BackupAndRestore } from '@cb/checkpoint';
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EpochAverages, runLoop, TrainingLoop, VariableModel } from '../src/index.js';

declare const layersModel: LayersModel;
declare const variable: Variable;
declare const optimizer: Optimizer;
declare const tensor: Tensor;
declare const backup: BackupAndRestore;

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const model = new VariableModel({ variables: { variable }, optimizer });
export const loops = [
  new TrainingLoop({ model: layersModel }),
  new TrainingLoop({ model, averages: new EpochAverages(), callbacks: [{ onEpochEnd: () => {} }] }),
  new TrainingLoop({ model, ...(await backup.restore(model)) }),
];

for await (const epoch of new TrainingLoop({ model })) {
  for await (const batch of epoch) batch.log({ loss: tensor, acc: 1, size: 8 });
  epoch.log({ val_loss: tensor });
  // @ts-expect-error a text is no metric
  epoch.log({ val_loss: '1' });
  // @ts-expect-error the index is read-only
  epoch.index = 5;
}

// @ts-expect-error without a model
new TrainingLoop({ epochs: 5 });

// @ts-expect-error a misspelt option
new TrainingLoop({ model, epoch: 5 });

// @ts-expect-error a loop is no list
for (const epoch of new TrainingLoop({ model })) epoch.log({});

// @ts-expect-error without the batches of an epoch
runLoop({ model, step: () => ({}) });

// @ts-expect-error a step that gives no metrics
runLoop({ model, batchesPerEpoch: 1, step: () => {} });

// @ts-expect-error a tensor that is no variable
new VariableModel({ variables: { tensor }, optimizer });
