import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openPages, PAGES, train, whySkipped } from '../tensorboard-pages.js';

const skipped = whySkipped();
if (skipped) console.info(`TensorBoard's pages: ${skipped}`);

describe.skipIf(skipped)('TensorBoard in a browser', () => {
  const logs = mkdtempSync(join(tmpdir(), 'cb-tensorboard-pages-'));
  let pages: Awaited<ReturnType<typeof openPages>>;

  beforeAll(async () => {
    await train(join(logs, 'reader'));
    pages = await openPages(logs);
  }, 120_000);

  afterAll(async () => {
    await pages?.close();
    rmSync(logs, { recursive: true });
  });

  test.each(Object.entries(PAGES))('draws the %s of a fit', async (name, isDrawn) => {
    await pages.open(name);
    await isDrawn(pages.page);
  });
});
