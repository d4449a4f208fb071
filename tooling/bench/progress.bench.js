// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProgbarLogger } from '@cb/progress';
import { loadBackend } from '@cb-tooling/backend/load';
import { contest, rowsOf } from './src/contest.js';
import { timeFit } from './src/hook-times.js';
import { smallClassifier } from './src/models.js';
import { publish } from './src/publish.js';

const BATCHES = 512;
const TERMINAL = fileURLToPath(new URL('../../packages/progress/test/fixtures/run_on_terminal.py', import.meta.url));
const backend = process.env.CB_BACKEND || 'tensorflow';

const { CB_BENCH_RESULT: result } = process.env;
if (result === undefined) publish(report(runOnTerminal()));
else writeFileSync(result, JSON.stringify(await compare()));

/** Runs this file once more, on a terminal. @returns what was measured there */
function runOnTerminal() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const path = join(folder, 'result.json');
  const { CI: _, ...env } = process.env;
  const command = [TERMINAL, '120', '30', '--', process.execPath, fileURLToPath(import.meta.url)];
  const options = { env: { ...env, TERM: 'xterm-256color', CB_BENCH_RESULT: path }, maxBuffer: 1e9 };
  const { stderr, status } = spawnSync(process.env.CB_PYTHON ?? 'python3', command, options);
  try {
    if (status !== 0) throw new Error(`Nothing was measured on a terminal, for which Python 3 is needed: ${stderr}`);
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare() {
  await loadBackend(backend);
  const { model, xs, ys } = smallClassifier({ inputs: 4, hidden: 16, classes: 3, samples: 8 * BATCHES });
  const fit = (/** @type {import('@tensorflow/tfjs-layers').Callback[]} */ callbacks) =>
    model.fit(xs, ys, { epochs: 3, batchSize: 8, verbose: 0, callbacks });
  return contest(
    {
      ProgbarLogger: () => timeFit(new ProgbarLogger(), fit),
      'ProgbarLogger, lines alone': () => timeFit(new ProgbarLogger({ verbose: 2 }), fit),
      ...(backend === 'tensorflow' && { "tfjs-node's bar": () => timeFit(barOfNode(), fit) }),
    },
    { rounds: 7 },
  );
}

/** The bar that `verbose: 1` gives on tfjs-node. */
function barOfNode() {
  const load = createRequire(import.meta.resolve('@cb-tooling/backend/load'));
  const { ProgbarLogger: Bar } = createRequire(load.resolve('@tensorflow/tfjs-node'))('./callbacks.js');
  return new Bar();
}

/** @param {{ who: string, samples: import('./src/hook-times.js').HookTimes[] }[]} rows */
function report(rows) {
  const shape = /** @type {const} */ ({ unit: 'µs', better: 'less', ours: 'ProgbarLogger' });
  return {
    name: 'progress',
    work:
      `What a bar on a terminal costs: the time inside the hooks, of ${BATCHES} batches of 8 on a dense model 4-16-3 ` +
      `(${backend}), with two metrics. Ours is drawn at most ten times a second.`,
    measures: [
      { name: 'a typical batch', ...shape, rows: rowsOf(rows, ({ batch }) => batch) },
      { name: 'an epoch with its batches', ...shape, rows: rowsOf(rows, ({ epoch }) => epoch) },
    ],
  };
}
