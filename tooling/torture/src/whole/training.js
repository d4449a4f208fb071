import { join } from 'node:path';
import { Writable } from 'node:stream';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { EpochAverages } from '@cb/loop';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { exponentialDecay, LearningRateScheduler } from '@cb/lr-scheduler';
import { Bars, ProgbarLogger } from '@cb/progress';
import { TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';
import { checkpointOf } from '../saves/saving.js';
import { FEEDS } from './feeds.js';
import { goesOnWithinEpochs } from './job.js';
import { wholeModel } from './model.js';

/** Where a training writes, below a directory of its own. */
export const placesIn = (/** @type {string} */ directory) => ({
  backup: join(directory, 'backup'),
  checkpoints: join(directory, 'checkpoints'),
  csv: join(directory, 'log.csv'),
  curves: join(directory, 'curves'),
  steps: join(directory, 'steps'),
});

/** A model, and one of each callback. */
export class WholeTraining {
  model = wholeModel();
  averages = new EpochAverages();
  bars = new Bars({ stream: new Writable({ write: (_chunk, _encoding, done) => done() }) });
  nan = new TerminateOnNaN({ restoreLastFinite: true });
  scheduler = new LearningRateScheduler(
    exponentialDecay({ initialLearningRate: 0.05, decaySteps: 10, decayRate: 0.5 }),
    { keepReductions: true },
  );
  plateau = new ReduceLROnPlateau({ patience: 1, factor: 0.5, restoreBestWeights: true });
  progress = new ProgbarLogger({ bars: this.bars });

  /** @param {import('./job.js').Job} job */
  constructor(job) {
    this.job = job;
    const { deletes, isByBatch, isAsync } = job;
    const { backup, checkpoints, csv, curves, steps } = placesIn(job.directory);
    // A backup that is kept is to be extended, and so training is not to be stopped.
    const patience = deletes ? 4 : 1000;
    this.stopping = new EarlyStopping({ patience, restoreBestWeights: true });
    this.ema = new SwapEMAWeights({ emaMomentum: 0.8, swapOnEpoch: deletes });
    this.checkpoint = checkpointOf(checkpoints, job);
    this.steps = new ModelCheckpoint(join(steps, '{epoch:02d}-{batch:02d}'), {
      ...{ saveFreq: 2, keepLast: 2, saveWeightsOnly: true, async: !isAsync },
    });
    this.csv = new CSVLogger(csv);
    this.curves = new TensorBoard({
      ...{ logDir: curves, histogramFreq: 3, updateFreq: isByBatch ? 'batch' : 'epoch', hparams: { units: 6 } },
    });
    const { averages, ema, nan, scheduler, plateau, stopping, checkpoint, progress } = this;
    this.backup = new BackupAndRestore(backup, {
      saveFreq: goesOnWithinEpochs(job) ? 2 : 'epoch',
      callbacks: [averages, ema, nan, scheduler, plateau, stopping, checkpoint, this.steps, this.csv, progress],
      deleteCheckpoint: deletes,
    });
  }

  /** In an order in which each sees what it is to see. A backup that is kept stands before what puts weights back. */
  get callbacks() {
    const { ema, nan, scheduler, plateau, stopping, checkpoint, steps, csv, curves, progress, backup } = this;
    if (this.job.deletes) {
      return [ema, nan, scheduler, plateau, stopping, checkpoint, steps, curves, csv, progress, backup];
    }
    return [nan, scheduler, plateau, checkpoint, steps, curves, csv, progress, backup, ema, stopping];
  }

  /**
   * Trains from a place on, or goes on.
   *
   * @param {import('./feeds.js').Feed['place']} place
   * @param {{ before?: object[], between?: object[], after?: object[], onBatch?: () => void }} [others] further callbacks:
   *   before these, in their middle, and behind them
   */
  train(place, { before = [], between = [], after = [], onBatch } = {}) {
    const { model, averages, job } = this;
    const own = this.callbacks;
    const half = Math.floor(own.length / 2);
    const callbacks = [...before, ...own.slice(0, half), ...between, ...own.slice(half), ...after];
    return FEEDS[job.feed]({ model, place, epochs: job.epochs, callbacks, averages, onBatch });
  }
}
