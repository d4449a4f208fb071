import { Callback } from '@tensorflow/tfjs';
import { type Report, train } from './train.js';

/** Whether batches are trained at the moment. Before and after them callbacks wait for what is saved. */
let isWithinEpoch = false;

class Watcher extends Callback {
  override async onBatchEnd(): Promise<void> {
    isWithinEpoch = true;
  }

  override async onEpochEnd(): Promise<void> {
    isWithinEpoch = false;
  }
}

whenClicked('#page', () => train(new Watcher()));
whenClicked('#worker', () => {
  isWithinEpoch = true;
  return trainInWorker();
});

/** Shows what came of a training run, and how many frames the page drew within epochs. */
function whenClicked(button: string, training: () => Promise<Report>): void {
  document.querySelector(button)?.addEventListener('click', async () => {
    const frames = countFrames();
    const report = { ...(await training()), frames: frames() };
    document.querySelector('output')?.append(JSON.stringify(report));
  });
}

/** @returns what stops counting, and tells how many there were */
function countFrames(): () => number {
  let frames = 0;
  let next = requestAnimationFrame(function count() {
    if (isWithinEpoch) frames++;
    next = requestAnimationFrame(count);
  });
  return () => {
    cancelAnimationFrame(next);
    return frames;
  };
}

function trainInWorker(): Promise<Report> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}
