// @ts-check
import { loadBackend } from '@cb-tooling/backend/load';
import { Failure } from './failure.js';

/** @typedef {'tensorflow' | 'wasm'} BackendName */

/**
 * A backend that is loaded, and why it is that one.
 *
 * @typedef {{ backend: BackendName, why: string }} Choice
 */

/**
 * Loads the backend that was asked for; without a wish tfjs-node, and WASM where tfjs-node cannot be loaded.
 *
 * @param {BackendName} [wanted]
 * @returns {Promise<Choice>}
 * @throws {Failure} when tfjs-node was asked for and cannot be loaded
 */
export async function chooseBackend(wanted) {
  if (wanted === 'wasm') {
    await loadBackend('wasm');
    return { backend: 'wasm', why: 'as asked for' };
  }
  const fault = await loadNative();
  if (!fault) return { backend: 'tensorflow', why: wanted ? 'as asked for' : 'because its native library loads here' };
  if (wanted) throw new Failure(`${fault}. Run \`npx --yes pnpm native\`, or pass --backend wasm.`);
  await loadBackend('wasm');
  return { backend: 'wasm', why: `because ${fault} here` };
}

/** @returns {Promise<string | undefined>} what is wrong, if anything */
async function loadNative() {
  try {
    await loadBackend('tensorflow');
    return undefined;
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const isMissing = code === 'MODULE_NOT_FOUND' && message.includes("'@tensorflow/tfjs-node'");
    return isMissing ? 'tfjs-node is not installed' : 'the native library of tfjs-node does not load';
  }
}
