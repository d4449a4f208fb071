import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

test('in a browser a store is an error that says so, when it is used', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import { objectStore } from '@cb/checkpoint-store';
    const store = objectStore('s3', { bucket: 'models' });
    await store.latestCheckpoint('runs').catch(({ message }) => console.log(message));`,
  );
  expect(printed.trim()).toBe(
    'latestCheckpoint: cannot read "s3://models/runs" (a browser cannot load `opendal`). Train in Node.js.',
  );
});
