import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How a training in another process ended. */
export interface Ending<Result> {
  wasKilled: boolean;
  /** What it printed at the end. */
  result: Result | undefined;
}

/**
 * Trains in another process.
 *
 * @param script one of this folder, which prints when training begins, and JSON when it has ended
 * @param killAfterMs kills it so long after training began, without a warning
 */
export async function trainInProcess<Result>(
  script: string,
  options: object,
  killAfterMs?: number,
): Promise<Ending<Result>> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let result: Result | undefined;
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  createInterface(child.stdout).on('line', async (line) => {
    if (line !== 'training') result = JSON.parse(line);
    else if (killAfterMs !== undefined) {
      await sleep(killAfterMs);
      child.kill('SIGKILL');
    }
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`It exits with ${code ?? signal} and prints: ${stderr}`);
  return { wasKilled: signal === 'SIGKILL', result };
}
