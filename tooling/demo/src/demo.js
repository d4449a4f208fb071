// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawCurves } from './curves.js';
import { loadDigits } from './digits.js';
import { examine } from './examination.js';
import { buildNetwork } from './networks.js';
import { makeRunFolder } from './run-folder.js';
import { train } from './training.js';

/** @typedef {Awaited<ReturnType<typeof runDemo>>} Run */

/**
 * Trains a network on handwritten digits and examines it on digits that were kept aside.
 *
 * @param {object} options
 * @param {number} options.epochs at most
 * @param {import('./backend.js').Choice} options.choice
 * @param {string} options.out the absolute path of a new or empty folder
 * @param {number} options.seed
 * @param {number} [options.digitsPerLabel] fewer digits, for a quick look
 * @param {AbortSignal} [options.signal] ends training after the current batch
 * @param {NodeJS.WriteStream} [options.terminal] where progress is shown
 */
export async function runDemo({ choice, out, seed, digitsPerLabel, terminal = process.stdout, ...options }) {
  const digits = await loadDigits({ seed, digitsPerLabel });
  options.signal?.throwIfAborted();
  makeRunFolder(out);

  const { backend, why } = choice;
  const { network, description } = buildNetwork(backend, seed);
  terminal.write(`Backend  ${backend === 'wasm' ? 'WASM' : 'tfjs-node'}, ${why}: training a ${description}\n`);
  terminal.write(`Digits   ${describe(digits)} (seed ${seed})\n\n`);

  const training = await train(network, digits, { out, seed, terminal, ...options });
  if (training.epochsCompleted > 0) {
    writeFileSync(join(out, 'curves.svg'), drawCurves(training.history, training.best?.epoch));
  }
  const examination = options.signal?.aborted ? undefined : await examine(network, digits.test, training.checkpoint);
  return { ...training, examination, out };
}

/** @param {import('./digits.js').Splits} digits */
function describe({ training, validation, test }) {
  return `${training.length} to learn from, ${validation.length} to validate, ${test.length} kept aside for the end`;
}
