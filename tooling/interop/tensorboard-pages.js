// @ts-check
// One real fit, real TensorBoard on its logs, and a real browser on TensorBoard's pages.
import { spawnSync } from 'node:child_process';
import { TensorBoard } from '@cb/tensorboard';
import { findChromium, REMEDY } from '@cb-tooling/browser/chromium.js';
import { startTensorBoard } from '@cb-tooling/loopback';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as modelOf } from '@tensorflow/tfjs-layers';
import { chromium } from 'playwright-core';

/** A Python that is to have the package `tensorboard`. */
export const PYTHON = process.env.CB_PYTHON ?? 'python3';

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

/** Why TensorBoard's pages are not looked at, if they are not. In CI they must be. */
export function whySkipped() {
  if (process.env.CI === 'true') return undefined;
  const { status } = spawnSync(PYTHON, ['-c', 'import tensorboard'], { stdio: 'ignore' });
  if (status !== 0)
    return `${PYTHON} cannot import tensorboard. Install it (\`pip install tensorboard\`), or set CB_PYTHON.`;
  return findChromium() ? undefined : `There is no Chromium. ${REMEDY}`;
}

/**
 * Trains a model with two inputs, which meet, and logs all that TensorBoard shows of it.
 *
 * @param {string} logDir
 */
export async function train(logDir) {
  const image = input({ shape: [8, 8, 1], name: 'image' });
  const word = input({ shape: [1], name: 'word' });
  const seen = layers
    .flatten({ name: 'seen' })
    .apply(layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', name: 'edges' }).apply(image));
  const read = layers
    .flatten({ name: 'read' })
    .apply(layers.embedding({ inputDim: WORDS.length, outputDim: 3, name: 'words' }).apply(word));
  const both = layers.concatenate({ name: 'both' }).apply(/** @type {never} */ ([seen, read]));
  const hidden = layers.dense({ units: 16, activation: 'relu', name: 'hidden' }).apply(both);
  const outputs = /** @type {import('@tensorflow/tfjs-layers').SymbolicTensor} */ (
    layers.dense({ units: 1, name: 'score' }).apply(hidden)
  );
  const model = modelOf({ inputs: [image, word], outputs, name: 'reader' });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['mae'] });

  const images = tf.randomUniform([96, 8, 8, 1], 0, 1, 'float32', 1);
  const words = tf.floor(tf.randomUniform([96, 1], 0, WORDS.length, 'float32', 2));
  const scores = tf.add(tf.mean(images, [1, 2]), tf.div(words, WORDS.length));
  const tensorBoard = new TensorBoard({
    logDir,
    histogramFreq: 1,
    writeImages: true,
    writeGrads: true,
    gradsData: [[images, words], scores],
    embeddingsFreq: 1,
    embeddingsMetadata: WORDS,
    updateFreq: 'batch',
    hparams: { units: 16, optimizer: 'adam' },
  });
  const fit = { epochs: 12, batchSize: 16, validationSplit: 0.25, verbose: 0 };
  await model.fit([images, words], scores, { ...fit, callbacks: [tensorBoard] });
  tf.dispose([images, words, scores]);
}

/**
 * What each page has to show of that fit: waits until it does.
 *
 * @type {Record<string, (page: import('playwright-core').Page) => Promise<void>>}
 */
export const PAGES = {
  async scalars(page) {
    for (const run of ['train', 'validation']) {
      await page
        .locator('tf-runs-selector')
        .getByText(new RegExp(`${run}$`))
        .waitFor();
    }
    await drawn(page.locator('tf-scalar-card path.line'), 2);
  },
  async graphs(page) {
    // TensorBoard begins with the graph of operations, which neither Keras nor this callback writes.
    await page.getByText('Conceptual graph').click();
    const model = page.locator('tf-graph-scene g.node', { hasText: 'reader' }).first();
    await model.waitFor();
    // Wherever it is: it moves into its place first.
    await model.locator('.nodeshape').first().dispatchEvent('dblclick');
    // The model and its nine layers; eight edges.
    await drawn(page.locator('tf-graph-scene g.node'), 10);
    await drawn(page.locator('tf-graph-scene g.edge'), 8);
  },
  async histograms(page) {
    await page.locator('tf-histogram-dashboard').getByText('edges/kernel/histogram').first().waitFor();
    // One for each of twelve epochs, in each of four charts.
    await drawn(page.locator('vz-histogram-timeseries .histogram path'), 48);
  },
  async projector(page) {
    const projector = page.frameLocator('iframe').frameLocator('iframe');
    await projector.locator('.numDataPoints', { hasText: /^8$/ }).first().waitFor();
    await drawn(projector.locator('canvas'), 1);
  },
};

/**
 * Waits until so many of something are there, or more.
 *
 * @param {import('playwright-core').Locator} locator
 * @param {number} count
 */
async function drawn(locator, count) {
  await locator.nth(count - 1).waitFor({ state: 'attached' });
}

/**
 * Starts TensorBoard on the loopback, and a browser.
 *
 * @param {string} logDir
 */
export async function openPages(logDir) {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--enable-unsafe-swiftshader'],
    timeout: 0,
  });
  const server = startTensorBoard(PYTHON, logDir);
  const address = await server.address.catch(async (error) => {
    await browser.close();
    throw error;
  });
  const page = await browser.newPage({ viewport: { width: 1100, height: 700 } });
  // Whoever waits has a limit.
  page.setDefaultTimeout(0);
  return {
    page,
    /** @param {string} name that of a plugin, as in the address */
    open: (name) => page.goto(`${address}/#${name}`),
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
