import { vi } from 'vitest';
import { main } from '../../src/command/main.js';

/** What a command printed, line by line, and its exit code. */
export interface Outcome {
  code: number;
  out: string[];
  err: string[];
}

/** Runs `cb-checkpoint` with these arguments. */
export async function run(...args: string[]): Promise<Outcome> {
  const [log, error] = (['log', 'error'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => {}));
  try {
    const code = await main(args);
    const lines = (spy: typeof log) => spy?.mock.calls.flatMap(([text]) => String(text).split('\n')) ?? [];
    return { code, out: lines(log), err: lines(error) };
  } finally {
    log?.mockRestore();
    error?.mockRestore();
  }
}
