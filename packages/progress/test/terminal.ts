import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const RUN_ON_TERMINAL = fileURLToPath(new URL('fixtures/run_on_terminal.py', import.meta.url));
const PYTHON = process.env.CB_PYTHON ?? 'python3';
const ROWS = 30;

const [ESCAPE, BELL] = ['\x1b', '\x07'];
/** The end of a synchronized update, and what run_on_terminal.py tells of another width. */
const END_OF_WRITE = new RegExp(`(?<=${ESCAPE}\\[\\?2026l)|(?=${ESCAPE}\\]777;)|(?<=${BELL})`);
const RESIZED = new RegExp(`^${ESCAPE}\\]777;(\\d+)${BELL}$`);

/** What programs on a terminal begin with: a model of one unit, and a callback that makes each batch take 40 ms. */
const PROLOGUE = `
import '@cb-tooling/backend';
import * as tf from '@tensorflow/tfjs-core';
import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';
import { Bars, ProgbarLogger } from '@cb/progress';

class Slow extends Callback {
  async onBatchEnd() { await new Promise((resolve) => setTimeout(resolve, 40)); }
}
let number = 0;
const makeModel = () => {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [4], name: 'dense_of_' + number++ })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
};
const [xs, ys] = [tf.ones([80, 4]), tf.ones([80, 1])];
const fit = (callbacks, options) =>
  makeModel().fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0, ...options, callbacks: [new Slow(), ...callbacks] });
`;

export interface TerminalOptions {
  columns?: number;
  /** Once this text is shown, the terminal gets another width. */
  resizeAt?: [text: string, columns: number];
  /** Once this text is shown, Ctrl-C is typed. */
  interruptAt?: string;
  /** Beside that of this process, of which what decides about colors and plain lines is left out. */
  env?: Record<string, string | undefined>;
}

export interface Shown {
  /** All that was written, control characters included. */
  written: string;
  /** What stands on the terminal in the end, without the empty lines at its end. */
  screen: string[];
  /** Every state of the terminal, after each write of the program. */
  frames: string[][];
  /** Where the cursor is in the end. */
  cursor: { x: number; y: number };
  exitCode: number | null;
}

/** Runs a program on a real terminal, against the built package, and shows what a terminal emulator makes of it. */
export async function onTerminal(program: string, options: TerminalOptions = {}): Promise<Shown> {
  const { columns = 100, resizeAt, interruptAt, env } = options;
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const args = [RUN_ON_TERMINAL, String(columns), String(ROWS)];
  if (resizeAt) args.push('--resize-at', ...resizeAt.map(String));
  if (interruptAt) args.push('--interrupt-at', interruptAt);
  args.push('--', process.execPath, '--input-type=module', '--eval', PROLOGUE + program);
  const child = spawn(PYTHON, args, { cwd: PACKAGE, env: { ...inherited, TERM: 'xterm-256color', ...env } });
  let written = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (data) => {
    written += data;
  });
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (complaints) throw new Error(complaints);
  return { written, exitCode, ...(await emulate(written, columns)) };
}

async function emulate(written: string, columns: number) {
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const frames: string[][] = [];
  for (const part of written.split(END_OF_WRITE)) {
    const width = RESIZED.exec(part)?.[1];
    if (width) terminal.resize(Number(width), ROWS);
    await new Promise<void>((resolve) => terminal.write(part, resolve));
    frames.push(linesOf(terminal));
  }
  const { cursorX, cursorY } = terminal.buffer.active;
  return { screen: linesOf(terminal), frames, cursor: { x: cursorX, y: cursorY } };
}

function linesOf({ buffer: { active } }: xterm.Terminal): string[] {
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true));
  const text = lines.join('\n').trimEnd();
  return text === '' ? [] : text.split('\n');
}
