import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { test as base, expect } from 'vitest';
import { findChromium, REMEDY } from '../chromium.js';
import { bundle } from './bundle.js';
import { watch } from './faults.js';
import { openSite } from './site.js';
import { Tab } from './tab.js';

const LAB = fileURLToPath(new URL('../page/lab.ts', import.meta.url));

/** How Chromium is started, however long that takes. WebGL runs on the CPU, because no test may need a GPU. */
export function launchOptions(): { executablePath: string; args: string[]; timeout: number } {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`There is no Chromium. ${REMEDY}`);
  return { executablePath, args: ['--enable-unsafe-swiftshader'], timeout: 0 };
}

/**
 * A test with a browser that has no data yet, a `context`, and in it a `tab` with the page. It fails when something went wrong
 * there unasked.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it that nothing is needed.
  .extend('site', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const site = await openSite();
    onCleanup(site.close);
    return site;
  })
  .extend('page', { scope: 'worker' }, async ({ site: { folder, address } }) => {
    await writeFile(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,">');
    return { address, metafile: await bundle(folder, LAB) };
  })
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it that nothing is needed.
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await chromium.launch(launchOptions());
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('context', async ({ browser }, { onCleanup }) => {
    const context = await browser.newContext();
    // The test has one.
    context.setDefaultTimeout(0);
    const faults = watch(context);
    onCleanup(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    return context;
  })
  .extend('tab', ({ page, context }) => Tab.open(context, page.address));
