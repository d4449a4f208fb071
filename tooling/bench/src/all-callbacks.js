// @ts-check
import { join } from 'node:path';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { TensorBoard } from '@cb/tensorboard';

/**
 * Every callback, at work in every epoch but never at an end: patience is endless, of the checkpoints three are kept.
 *
 * @param {string} folder
 * @param {{ backups: boolean }} options
 */
export function allCallbacks(folder, { backups }) {
  const stopping = new EarlyStopping({ monitor: 'val_loss', patience: 1e9, restoreBestWeights: true });
  const plateau = new ReduceLROnPlateau({ monitor: 'val_loss', patience: 1e9 });
  const checkpoint = new ModelCheckpoint(join(folder, 'checkpoints', '{epoch:06d}.safetensors'), {
    saveWeightsOnly: true,
    keepLast: 3,
    period: 100,
  });
  const callbacks = [stopping, plateau, checkpoint, new TensorBoard({ logDir: join(folder, 'logs') })];
  if (!backups) return callbacks;
  const stateful = [stopping, plateau, checkpoint];
  return [...callbacks, new BackupAndRestore(join(folder, 'backup'), { callbacks: stateful })];
}
