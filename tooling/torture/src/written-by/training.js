import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { LearningRateScheduler } from '@cb/lr-scheduler';
import { ProgbarLogger } from '@cb/progress';
import { TerminateOnNaN } from '@cb/terminate-on-nan';

/** The endings of what holds a model, and of what holds weights. */
export const [MODELS, WEIGHTS] = [
  ['', '.keras', '.h5'],
  ['.weights.h5', '.safetensors'],
];

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
