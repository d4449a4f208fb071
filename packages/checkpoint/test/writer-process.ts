import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Saves for ever in another process, until it is killed, or once under a limit of file sizes in blocks of 1,024 bytes. */
export async function runWriter(
  path: string,
  { limitInBlocks, killAfterMs = 0 }: { limitInBlocks?: number; killAfterMs?: number },
) {
  const writer = startWriter(path, limitInBlocks);
  if (limitInBlocks === undefined) {
    await writer.ready;
    await sleep(killAfterMs);
    writer.kill();
  }
  return { pid: writer.pid, ...(await writer.exit) };
}

export function startWriter(path: string, limitInBlocks?: number) {
  const script = fileURLToPath(new URL('save-in-child.js', import.meta.url));
  const limit = limitInBlocks === undefined ? '' : `trap '' XFSZ; ulimit -f ${limitInBlocks};`;
  const times = limitInBlocks === undefined ? 'Infinity' : '1';
  const command = `${limit} exec "$0" "$1" "$2" "$3"`;
  const child = spawn('bash', ['-c', command, process.execPath, script, path, times], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return {
    pid: child.pid as number,
    ready: once(child.stdout, 'data'),
    exit: once(child, 'close').then(([code]) => ({ code: code as number | null, stderr })),
    kill: () => child.kill('SIGKILL'),
  };
}
