import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

/** The built package in a place where no TensorFlow.js is to be found. */
const away = mkdtempSync(join(tmpdir(), 'core-'));
cpSync(fileURLToPath(new URL('../dist', import.meta.url)), away, { recursive: true });
afterAll(() => rmSync(away, { recursive: true }));

function load(file: string) {
  const code = `await import(${JSON.stringify(pathToFileURL(join(away, file)).href)})`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
}

test('@cb/core/monitor loads without TensorFlow.js', () => {
  expect(load('monitor.js').status).toBe(0);
  expect(load('index.js').stderr).toContain("Cannot find package '@tensorflow/tfjs-");
});
