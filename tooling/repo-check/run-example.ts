import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ExampleKind = 'js' | 'ts';

/** Gives `import * as tf` the same functions. */
const TF = import.meta.resolve('@cb-tooling/backend/tf');

const BASE = fileURLToPath(new URL('../../tsconfig.base.json', import.meta.url));

/** How the types of an example are checked: as strictly as our own. */
const TSCONFIG = {
  extends: BASE,
  compilerOptions: { noEmit: true, allowJs: true, paths: { '@tensorflow/tfjs-node': [fileURLToPath(TF)] } },
  files: ['example.test.ts'],
};

/**
 * Runs an example with the dependencies of the package in `folder`, in which the package finds itself under its own name,
 * as an application finds it. A `js` example is run in an empty folder of its own.
 *
 * @throws Error with what it printed when it fails
 */
export function runExample(folder: string, kind: ExampleKind, code: string): void {
  const place = mkdtempSync(join(folder, '.readme-example-'));
  try {
    if (kind === 'js') runProgram(join(place, 'example.mjs'), code);
    else runTests(place, code);
  } finally {
    rmSync(place, { recursive: true });
  }
}

function runProgram(file: string, code: string): void {
  writeFileSync(file, onBackend(code));
  const cwd = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    run(cwd, file);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

function runTests(place: string, code: string): void {
  const file = join(place, 'example.test.ts');
  writeFileSync(file, code);
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  run(place, join(folderOf('typescript'), 'bin/tsc'));
  writeFileSync(file, onBackend(code));
  run(place, join(folderOf('vitest'), 'vitest.mjs'), 'run', '--root', place, '--testTimeout=30000');
}

/** An example as it runs here: on the backend that `CB_BACKEND` names, in place of tfjs-node. */
export function onBackend(code: string): string {
  return code.replaceAll("'@tensorflow/tfjs-node'", `'${TF}'`);
}

function folderOf(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

function run(cwd: string, ...command: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`It exits with ${status} and prints:\n${stdout}\n${stderr}`);
}
