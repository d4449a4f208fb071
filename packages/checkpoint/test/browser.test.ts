import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

test('a path in a browser is an error that names the remedy', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import { fileHandler } from '@cb/checkpoint';
    try {
      fileHandler('checkpoints/best');
    } catch (error) {
      console.log(error.message);
    }`,
  );
  expect(printed).toBe(
    'fileHandler: cannot open "checkpoints/best", because a browser has no file system. ' +
      'Pass a function as `filepath`, such as () => tf.io.browserIndexedDB(name), or train in Node.js.\n',
  );
});
