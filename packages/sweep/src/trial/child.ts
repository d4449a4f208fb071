// The program that a trial runs in: imports its file, and calls what it exports.
import { pathToFileURL } from 'node:url';
import { show } from '@cb/core/monitor';
import { contextOf } from './child-context.js';
import type { Trial, TrialContext } from './context.js';
import { fatal, isFatal } from './fatal.js';
import type { FromTrial, ToTrial } from './messages.js';
import { TRIAL } from './trial-mark.js';

Object.defineProperty(globalThis, TRIAL, { value: true });
// In the middle of what it does, whoever has begun it is gone: another attempt will take over.
process.once('disconnect', () => process.exit(1));
// The process that runs the sweep gets these too, and says what is to become of the trial.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

process.once('message', (message: ToTrial) => {
  if (message.type === 'run') void run(message.file, contextOf(message.facts));
  else if (message.type === 'check') void answer(() => importTrial(message.file));
});

async function run(file: string, context: TrialContext): Promise<void> {
  await answer(async () => (await importTrial(file))(context), context.signal);
}

async function answer(action: () => unknown, signal?: AbortSignal): Promise<void> {
  try {
    await action();
    finish({ type: 'done' });
  } catch (error) {
    if (signal?.aborted) finish({ type: 'interrupted' });
    else if (isFatal(error)) finish({ type: 'failed', error: (error as Error).message, isFatal: true });
    else finish({ type: 'failed', error: textOf(error), isFatal: false });
  }
}

async function importTrial(file: string): Promise<Trial> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw fatal(new Error(`cannot import "${file}". ${textOf(error)}`));
  }
  if (typeof module.default === 'function') return module.default as Trial;
  throw fatal(
    new TypeError(
      `"${file}" exports ${show(module.default)} as its default. Export a function: export default async (context) => {}.`,
    ),
  );
}

function finish(message: FromTrial): void {
  // What the trial has left running does not keep its process.
  process.send?.(message, undefined, undefined, () => process.exit(0));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : `It threw ${show(error)}.`;
}
