import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Report } from '../application/train.js';
import { whySkipped } from '../chromium.js';
import { linkPackages } from '../src/node-modules.js';
import { openSite, type Site } from '../src/site.js';
import { test } from '../src/test.js';
import { APPLICATION, expectTraining, open, outputOf } from '../src/training.js';

const PACKAGES = ['checkpoint', 'early-stopping', 'lr-plateau', 'tensorboard'].map((name) => `@cb/${name}`);

describe.skipIf(whySkipped())('a page without a bundler', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await cp(APPLICATION, site.folder, { recursive: true });
    await build({ entryPoints: [join(APPLICATION, 'train.ts')], outdir: site.folder });
    await linkPackages(site.folder, ['@tensorflow/tfjs', ...PACKAGES], import.meta.dirname);
  });
  afterAll(() => site.close());

  test('trains with all callbacks, which an import map finds', async ({ context }) => {
    const page = await open(context, `${site.address}import-map.html`);
    expectTraining((await outputOf(page)) as Report);
  });

  test('trains with the global `tf` of a script tag', async ({ context }) => {
    const page = await open(context, `${site.address}script-tags.html`);
    const { stopReason, learningRates } = (await outputOf(page)) as Pick<Report, 'stopReason' | 'learningRates'>;
    expect(stopReason).toMatchObject({ kind: 'patience', metric: 'loss', epoch: learningRates.length - 1 });
    expect(learningRates.at(-1)).toBeLessThan(0.1);
  });
});
