// @ts-check
// What a bar on a terminal adds to a batch of a small dense model, beside the bar of tfjs-node. Times are taken inside
// the hooks, because identical runs of fit differ by more than they take. Needs Python 3, for a terminal of its own.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ProgbarLogger } from '@cb/progress';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 7;
const EPOCHS = 3;
const BATCHES = 512;
const backend = process.env.CB_BACKEND || 'tensorflow';

if (!process.stdout.isTTY) runOnTerminal();
else await compare();

/** Runs this file once more, on a terminal, and shows the table that comes last. */
function runOnTerminal() {
  const script = fileURLToPath(new URL('../../packages/progress/test/fixtures/run_on_terminal.py', import.meta.url));
  const { CI: _, ...env } = process.env;
  const command = [script, '120', '30', '--', process.execPath, fileURLToPath(import.meta.url)];
  const options = { env: { ...env, TERM: 'xterm-256color' }, maxBuffer: 1e9 };
  const { stdout, stderr, status } = spawnSync(process.env.CB_PYTHON ?? 'python3', command, options);
  console.info(String(stdout).split('RESULT').at(-1)?.trim(), String(stderr));
  process.exitCode = status ?? 1;
}

async function compare() {
  await loadBackend(backend);
  const [xs, ys] = [tf.randomUniform([8 * BATCHES, 4]), tf.randomUniform([8 * BATCHES, 3])];
  const model = sequential();
  model.add(layers.dense({ units: 16, activation: 'relu', inputShape: [4] }));
  model.add(layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const fit = async (/** @type {import('@tensorflow/tfjs-layers').Callback[]} */ callbacks) => {
    const begin = performance.now();
    await model.fit(xs, ys, { epochs: EPOCHS, batchSize: 8, verbose: 0, callbacks });
    return (performance.now() - begin) / (EPOCHS * BATCHES);
  };

  /** @type {Record<string, () => import('@tensorflow/tfjs-layers').Callback>} */
  const contestants = {
    'ProgbarLogger, a bar': () => new ProgbarLogger(),
    'ProgbarLogger, lines alone': () => new ProgbarLogger({ verbose: 2 }),
  };
  if (backend === 'tensorflow') {
    const load = createRequire(import.meta.resolve('@cb-tooling/backend/load'));
    const peer = createRequire(load.resolve('@tensorflow/tfjs-node'))('./callbacks.js');
    contestants["tfjs-node's bar"] = () => new peer.ProgbarLogger();
  }
  /** @type {Map<string, { mean: number, typical: number }[]>} */
  const results = new Map(Object.keys(contestants).map((name) => [name, []]));
  /** @type {number[]} */
  const bare = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await fit([]));
    for (const [name, make] of Object.entries(contestants)) results.get(name)?.push(await measure(make(), fit));
  }
  const microseconds = (/** @type {number[]} */ milliseconds) => (1000 * median(milliseconds)).toFixed(1);
  console.info(
    `RESULT\n${backend}, dense 4-16-3, ${BATCHES} batches of 8, median of ${ROUNDS} rounds of ${EPOCHS} epochs; ` +
      `training alone takes ${microseconds(bare)} µs a batch\n`,
  );
  const rows = Array.from(results, ([name, runs]) => [
    name,
    microseconds(runs.map(({ typical }) => typical)),
    microseconds(runs.map(({ mean }) => mean)),
  ]);
  console.info(table(['callback', 'µs in a typical onBatchEnd', 'µs a batch in all hooks'], rows));
}

/**
 * @param {import('@tensorflow/tfjs-layers').Callback} callback
 * @param {(callbacks: import('@tensorflow/tfjs-layers').Callback[]) => Promise<number>} fit
 */
async function measure(callback, fit) {
  let hooks = 0;
  /** @type {number[]} */
  const batches = [];
  for (const name of /** @type {const} */ (['onEpochBegin', 'onBatchBegin', 'onBatchEnd', 'onEpochEnd'])) {
    const hook = /** @type {(...args: unknown[]) => Promise<void>} */ (callback[name].bind(callback));
    // The hooks of our callbacks are own properties, so they know an instance by its identity, not by its hooks.
    Object.defineProperty(callback, name, {
      value: async (/** @type {unknown[]} */ ...args) => {
        const begin = performance.now();
        await hook(...args);
        const took = performance.now() - begin;
        hooks += took;
        if (name === 'onBatchEnd') batches.push(took);
      },
    });
  }
  await fit([callback]);
  return { mean: hooks / (EPOCHS * BATCHES), typical: median(batches) };
}
