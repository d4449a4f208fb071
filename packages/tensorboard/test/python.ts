import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** A Python that is to have the package `tensorboard`: `CB_PYTHON`, else the one on the path. */
export const PYTHON = process.env.CB_PYTHON ?? 'python3';

/** Skips a test where TensorBoard is missing; in CI the test runs and fails. */
export function needsTensorBoard({ skip }: TestContext): void {
  if (process.env.CI) return;
  const { status } = spawnSync(PYTHON, ['-c', 'import tensorboard'], { stdio: 'ignore' });
  skip(status !== 0, `${PYTHON} cannot import tensorboard: pip install tensorboard, or set CB_PYTHON`);
}

/** What a Python script prints. @throws Error with what it printed to stderr when it fails */
export function runPython(script: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(PYTHON, [script, ...args], { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(stderr);
  return stdout;
}
