import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

const FUNCTION = "Pass a function as `filepath`, such as (name) => 'indexeddb://' + name, or train in Node.js.";
const FIELDS = "Use the callback's `bestPath` and `lastPath`, or search in Node.js.";
const URL_OF_TENSORFLOW = "Use a URL of TensorFlow.js, such as 'indexeddb://model', or Node.js.";

test.each([
  [`new ModelCheckpoint('runs/{epoch}')`, 'ModelCheckpoint', 'runs/', FUNCTION],
  [`new BackupAndRestore('backup')`, 'BackupAndRestore', 'backup', 'Train in Node.js.'],
  [`await latestCheckpoint('runs')`, 'latestCheckpoint', 'runs', FIELDS],
  [`await bestCheckpoint('runs')`, 'bestCheckpoint', 'runs', FIELDS],
  [`fileHandler('runs/best')`, 'fileHandler', 'runs/best', URL_OF_TENSORFLOW],
  [`await loadModel('runs/best')`, 'loadModel', 'runs/best', URL_OF_TENSORFLOW],
  [`await loadModel('runs/best.keras')`, 'loadModel', 'runs/best.keras', URL_OF_TENSORFLOW],
  [`await loadWeights({ weights: [] }, 'runs/best')`, 'loadWeights', 'runs/best', URL_OF_TENSORFLOW],
])('%s in a browser is an error that names the remedy', (call, owner, path, remedy) => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import * as checkpoint from '@cb/checkpoint';
    const { ${owner} } = checkpoint;
    try {
      ${call};
    } catch (error) {
      console.log(error.message);
    }`,
  );
  expect(printed).toBe(`${owner}: cannot open "${path}", because a browser has no file system. ${remedy}\n`);
});
