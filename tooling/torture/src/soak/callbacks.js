import { join } from 'node:path';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { exponentialDecay, LearningRateScheduler } from '@cb/lr-scheduler';
import { Bars, ProgbarLogger } from '@cb/progress';
import { TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';

/** A day's training at the least: nothing stops it, and something is always due. */
const NEVER = 1e9;

/** Takes what is printed, and keeps nothing. */
const nowhere = { write: () => true };

/**
 * One of each callback, with all on.
 *
 * @param {string} directory for their files
 * @returns {Record<string, any>} by name, in the order in which they are to stand
 */
export function soakedCallbacks(directory) {
  const decay = exponentialDecay({ initialLearningRate: 0.01, decaySteps: 10_000, decayRate: 0.5 });
  const callbacks = {
    ema: new SwapEMAWeights({ swapOnEpoch: true }),
    nan: new TerminateOnNaN({ restoreLastFinite: true }),
    scheduler: new LearningRateScheduler(decay, { keepReductions: true }),
    plateau: new ReduceLROnPlateau({ patience: 100, factor: 0.9999, restoreBestWeights: true }),
    stopping: new EarlyStopping({ patience: NEVER, restoreBestWeights: true }),
    newest: new ModelCheckpoint(join(directory, 'newest', '{epoch}'), { keepLast: 2, period: 50, async: true }),
    best: new ModelCheckpoint(join(directory, 'best', '{epoch}-{loss}.safetensors'), {
      ...{ monitor: 'loss', saveTopK: 3, period: 97, saveWeightsOnly: true },
    }),
    curves: new TensorBoard({ logDir: join(directory, 'curves'), updateFreq: 100, histogramFreq: 1000 }),
    csv: new CSVLogger(join(directory, 'log.csv')),
    progress: new ProgbarLogger({ bars: new Bars({ stream: nowhere }) }),
  };
  const backup = new BackupAndRestore(join(directory, 'backup'), { callbacks: Object.values(callbacks) });
  return { ...callbacks, backup };
}
