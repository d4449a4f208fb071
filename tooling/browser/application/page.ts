import { type Report, train } from './train.js';

whenClicked('#page', train);
whenClicked('#worker', trainInWorker);

/** Shows what came of a training run, and how many frames a second the page drew in the meantime. */
function whenClicked(button: string, training: () => Promise<Report>): void {
  document.querySelector(button)?.addEventListener('click', async () => {
    const framesPerSecond = countFrames();
    const report = { ...(await training()), framesPerSecond: framesPerSecond() };
    document.querySelector('output')?.append(JSON.stringify(report));
  });
}

/** @returns what stops counting, and tells the mean */
function countFrames(): () => number {
  const begin = performance.now();
  let frames = 0;
  let next = requestAnimationFrame(function count() {
    frames++;
    next = requestAnimationFrame(count);
  });
  return () => {
    cancelAnimationFrame(next);
    return (1000 * frames) / (performance.now() - begin);
  };
}

function trainInWorker(): Promise<Report> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}
