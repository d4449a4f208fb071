import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { LearningRateScheduler } from '@cb/lr-scheduler';
import { ProgbarLogger } from '@cb/progress';
import { TerminateOnNaN } from '@cb/terminate-on-nan';
import { initializers, layers, sequential } from '@cb-tooling/backend/tf';

/** The endings of what holds a model, and of what holds weights. */
export const [MODELS, WEIGHTS] = [
  ['', '.keras', '.h5'],
  ['.weights.h5', '.safetensors'],
];

/** The model whose files every later version has to read. */
export function smallModel() {
  const [first, second] = [1, 2].map((seed) => initializers.glorotUniform({ seed }));
  const hidden = layers.dense({
    units: 5,
    inputShape: [4],
    activation: 'relu',
    kernelInitializer: first,
    name: 'hidden',
  });
  const norm = layers.batchNormalization({ name: 'norm' });
  const last = layers.dense({ units: 1, kernelInitializer: second, name: 'last' });
  const model = sequential({ name: 'small', layers: [hidden, norm, last] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

/** Every callback that has a state, in the order in which the backup has them. They write to the current directory. */
export function statefulCallbacks() {
  return [
    new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true }),
    new ReduceLROnPlateau({ monitor: 'loss', patience: 9 }),
    new LearningRateScheduler((_, rate) => rate * 0.5),
    new TerminateOnNaN({ restoreLastFinite: true }),
    new SwapEMAWeights(),
    new ModelCheckpoint('listed/{epoch:02d}', { monitor: 'loss', saveTopK: 2 }),
    new CSVLogger('log.csv'),
    new ProgbarLogger({ verbose: 0 }),
  ];
}

/** @param {ReturnType<typeof statefulCallbacks>} callbacks */
export function backupOf(callbacks) {
  return new BackupAndRestore('backup', { callbacks, deleteCheckpoint: false });
}
