// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PYTHON = process.env.CB_PYTHON || 'python3';

/** Why the real TensorBoard cannot be asked here, if so. A machine that tests for everyone has to have it. */
export const noTensorBoard =
  !process.env.CI && spawnSync(PYTHON, ['-c', 'import tensorboard']).status !== 0
    ? `\`${PYTHON} -c "import tensorboard"\` fails`
    : undefined;

/**
 * What TensorBoard's own reader finds.
 *
 * @param {string} logDir
 * @returns {Record<string, Record<string, [step: number, value: number][]>>} by run and tag
 */
export function readEvents(logDir) {
  const script = fileURLToPath(new URL('read_events.py', import.meta.url));
  return JSON.parse(execFileSync(PYTHON, [script, logDir], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
}
