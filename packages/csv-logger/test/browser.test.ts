import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

test('in a browser it is one clear error', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import { CSVLogger } from '@cb/csv-logger';
    try {
      new CSVLogger('log.csv');
    } catch (error) {
      console.log(error.message);
    }`,
  );
  expect(printed).toBe(
    'CSVLogger: cannot open "log.csv", because a browser has no file system. ' +
      'Train in Node.js, or take the metrics from the history that fit() returns.\n',
  );
});
