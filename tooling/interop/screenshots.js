// @ts-check
// node screenshots.js: takes the pictures in the README of packages/tensorboard.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@cb-tooling/backend/load';
import { openPages, PAGES, train } from './tensorboard-pages.js';

const PICTURES = join(import.meta.dirname, '../../packages/tensorboard/docs');

await loadBackend('cpu');
const logs = mkdtempSync(join(tmpdir(), 'cb-screenshots-'));
await train(join(logs, 'reader'));
const { page, open, close } = await openPages(logs);
try {
  for (const [name, isDrawn] of Object.entries(PAGES)) {
    await open(name);
    await isDrawn(page);
    // What moves into its place comes to rest.
    await page.waitForTimeout(2000);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    console.info(`screenshots: ${join(PICTURES, `${name}.png`)}`);
  }
} finally {
  await close();
  rmSync(logs, { recursive: true });
}
