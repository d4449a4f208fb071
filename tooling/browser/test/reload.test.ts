import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { whySkipped } from '../chromium.js';
import { watch } from '../src/faults.js';
import { type Lab, Tab } from '../src/tab.js';
import { launchOptions, test } from '../src/test.js';

const trainTwoEpochs = (lab: Lab) =>
  lab.train(lab.toyModel(), 2, [new lab.ModelCheckpoint(lab.indexedDB, { keepLast: 1 })]).then(() => {});

async function trainTwoMore(lab: Lab) {
  const [newest = ''] = await lab.namesInIndexedDB();
  const model = await lab.loadModel(lab.indexedDB(newest));
  await lab.train(model, 4, [], 2);
  return lab.valuesOf(model);
}

async function trainFour(lab: Lab) {
  const model = lab.toyModel();
  await lab.train(model, 4, []);
  return lab.valuesOf(model);
}

describe.skipIf(whySkipped())('training goes on from IndexedDB, bit for bit', () => {
  test('in the page that was loaded again', async ({ tab }) => {
    await tab.run(trainTwoEpochs);
    await tab.load();
    const resumed = await tab.run(trainTwoMore);
    await tab.load();
    expect(resumed).toEqual(await tab.run(trainFour));
  });

  test('in the browser that was started again', async ({ page }) => {
    const profile = await mkdtemp(join(tmpdir(), 'profile-'));
    onTestFinished(() => rm(profile, { recursive: true }));
    const inNewBrowser = async <Result>(code: (lab: Lab) => Promise<Result>): Promise<Result> => {
      const context = await chromium.launchPersistentContext(profile, launchOptions());
      context.setDefaultTimeout(0);
      try {
        const faults = watch(context);
        const tab = await Tab.open(context, page.address);
        const result = await tab.run(code);
        expect(faults).toEqual([]);
        return result;
      } finally {
        await context.close();
      }
    };
    await inNewBrowser(trainTwoEpochs);
    expect(await inNewBrowser(trainTwoMore)).toEqual(await inNewBrowser(trainFour));
  });
});
