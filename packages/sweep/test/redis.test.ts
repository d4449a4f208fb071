import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { RedisServer, whyNoRedis } from '@cb-tooling/redis';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const curve = new URL('trials/curve.js', import.meta.url);
const COMMAND = fileURLToPath(new URL('../dist/command/bin.js', import.meta.url));

async function startRedis(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  onTestFinished(() => server.stop());
  return server;
}

function startWorker(...args: string[]) {
  const child = spawn(process.execPath, [COMMAND, 'worker', ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, exited: once(child, 'exit') };
}

test.skipIf(whyNoRedis())('workers run the trials of a sweep', async () => {
  const redis = await startRedis();
  const directory = await temporaryDirectory();
  const space = { start: [4, 2], floor: [0.5, 0, 1] };
  const worker = startWorker(fileURLToPath(curve), '--redis', redis.url, '--name', 'six', '--directory', directory);
  const { best, trials } = await sweep({
    trial: curve,
    space,
    search: 'grid',
    metric: 'val_loss',
    directory,
    redis: redis.url,
    name: 'six',
  });
  expect(trials.map(({ value }) => value)).toEqual([1.375, 1, 1.75, 0.875, 0.5, 1.25]);
  expect(best.trial).toBe(5);
  expect(await worker.exited).toEqual([0, null]);
});
