// @ts-check
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { LearningRateScheduler } from '@cb/lr-scheduler';
import { Bars, ProgbarLogger } from '@cb/progress';
import { TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';

/**
 * Every callback, at work in every epoch but never at an end: patience is endless, one checkpoint of a hundred epochs is
 * written and three are kept, the lines of the progress go nowhere. src/keras_epochs.py has the same of Keras.
 *
 * @param {string} folder
 * @param {{ backups: boolean }} options
 */
export function allCallbacks(folder, { backups }) {
  const stateful = [
    new TerminateOnNaN(),
    new LearningRateScheduler((_epoch, rate) => rate),
    new ReduceLROnPlateau({ monitor: 'val_loss', patience: 1e9 }),
    new ModelCheckpoint(join(folder, 'checkpoints', '{epoch:06d}.weights.h5'), {
      saveWeightsOnly: true,
      keepLast: 3,
      period: 100,
    }),
    new SwapEMAWeights(),
    new EarlyStopping({ monitor: 'val_loss', patience: 1e9, restoreBestWeights: true }),
    new CSVLogger(join(folder, 'log.csv')),
  ];
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const bars = new Bars({ stream: /** @type {never} */ (nowhere) });
  const callbacks = [...stateful, new TensorBoard({ logDir: join(folder, 'logs') }), new ProgbarLogger({ bars })];
  return backups ? [...callbacks, new BackupAndRestore(join(folder, 'backup'), { callbacks: stateful })] : callbacks;
}
