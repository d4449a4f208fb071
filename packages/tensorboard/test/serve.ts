import { startTensorBoard } from '@cb-tooling/loopback';
import { onTestFinished } from 'vitest';
import { PYTHON } from './python.js';

/** TensorBoard's two ways of reading event files, and the options that ask for them. */
export const LOADERS: [name: string, options: string[]][] = [
  ['default', []],
  ['slow', ['--load_fast=false']],
];

/** Starts TensorBoard on the loopback until the end of the test. @returns its address */
export function serve(logDir: string, options: readonly string[]): Promise<string> {
  const { address, stop } = startTensorBoard(PYTHON, logDir, options);
  onTestFinished(stop);
  return address;
}
