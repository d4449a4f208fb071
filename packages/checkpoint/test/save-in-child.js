// Saves weights of one repeated value again and again: node save-in-child.js <directory> <times>
import { fileHandler } from '../dist/index.js';

const [, , path, times] = process.argv;
const { ppid } = process;
const handler = fileHandler(path);
console.log('ready');
try {
  // A test run that was killed leaves no child behind: orphans get another parent.
  for (let value = 1; value <= Number(times) && process.ppid === ppid; value++) {
    const weightData = new Float32Array(50_000).fill(value).buffer;
    const weightSpecs = [{ name: 'w', shape: [50_000], dtype: 'float32' }];
    await handler.save({ modelTopology: {}, weightSpecs, weightData });
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
