import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import type { Report } from '../application/train.js';
import { whySkipped } from '../chromium.js';
import { buildWith } from '../src/build-application.js';
import { openSite, type Site } from '../src/site.js';
import { test } from '../src/test.js';
import { APPLICATION, expectTraining, open, outputOf } from '../src/training.js';

describe.each(['vite', 'esbuild'] as const)('an application that %s bundles', (bundler) => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await buildWith[bundler](APPLICATION, site.folder);
  });
  afterAll(() => site.close());

  test.skipIf(whySkipped()).for(['page', 'worker'])(
    'trains in a %s, and the page draws in the meantime',
    async (where, { context }) => {
      const page = await open(context, site.address);
      await page.click(`#${where}`);
      const { frames, ...report } = (await outputOf(page)) as Report & { frames: number };
      expectTraining(report);
      // Some 60 in six epochs, and none when no callback gives the event loop a turn within one.
      expect(frames).toBeGreaterThan(6);
    },
  );

  test.for(['page', 'worker'])('may not use a module of Node.js in a %s', async (where) => {
    const [application, folder] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(join(application, 'index.html'), '<script type="module" src="./page.ts"></script>');
    const code = {
      page: 'new Worker(new URL("./worker.js", import.meta.url), { type: "module" });',
      worker: '',
      [where]: 'import { readFile } from "node:fs/promises"; console.log(readFile);',
    };
    for (const [name, source] of Object.entries(code)) await writeFile(join(application, `${name}.ts`), source);
    await expect(buildWith[bundler](application, folder)).rejects.toThrow('"node:fs/promises"');
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'application-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
