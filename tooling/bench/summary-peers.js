// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PYTHON = process.env.CB_BENCH_PYTHON;
const REMEDY = 'Set CB_BENCH_PYTHON to a Python with `pip install tensorboardX tensorflow tensorboard`.';

/**
 * The writers of PyPI in a process of their own; they measure themselves. Nothing, and a line that says why, where there is
 * no Python that has them.
 */
export async function startPeers() {
  if (PYTHON === undefined || spawnSync(PYTHON, ['-c', 'import tensorboardX, tensorflow, tensorboard']).status !== 0) {
    console.info(`Without tensorboardX, tf.summary and NumPy: ${PYTHON ?? 'no Python'} has them. ${REMEDY}\n`);
    return undefined;
  }
  const child = spawn(PYTHON, ['-B', join(import.meta.dirname, 'summary_peers.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async () => {
    const { value } = await answers.next();
    if (value === undefined) throw new Error(`The writers of PyPI failed: ${said}`);
    return String(value);
  };
  await answer();
  return {
    /**
     * @param {'tensorboardX' | 'tf.summary' | 'np.histogram'} peer
     * @param {'scalars' | 'histogram'} kind
     * @param {number} count how many scalars, or buckets
     * @param {string} folder
     * @returns {Promise<number>} milliseconds
     */
    async run(peer, kind, count, folder) {
      child.stdin.write(`${peer} ${kind} ${count} ${folder}\n`);
      return Number(await answer());
    },
    stop: () => child.stdin.end(),
  };
}
