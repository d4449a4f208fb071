// node trainee.js JOB [AIM|null]: trains, and says on stdout what is on the disk for certain, a line of JSON for each thing.
// An AIM has it kill itself.
import { writeSync } from 'node:fs';
import { killAt } from './aim.js';
import { emptyDirectoriesIn, leftoversIn } from './leftovers.js';
import { train } from './toy-training.js';
import { Training } from './training.js';
import { Watcher } from './watcher.js';

const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);

const [asked, aim = null] = process.argv.slice(2).map((text) => JSON.parse(text));
if (aim) killAt(aim);

const training = new Training(asked);
const { job, model, checkpoint, backup } = training;
try {
  report({ training: true });
  const { initialEpoch } = await backup.restore(model);
  report({ initialEpoch });
  const epochs = initialEpoch + job.epochs;
  const watcher = new Watcher(training, epochs, report);
  watcher.onTrainBegin = async () => {
    report({ kept: training.kept(), next: training.next() });
    report({ leftovers: leftoversIn(job.directory), empty: emptyDirectoriesIn(job.directory) });
  };
  await train(model, { initialEpoch, epochs, callbacks: [checkpoint, backup, watcher] });
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
