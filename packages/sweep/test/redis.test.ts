import { writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { whyNoRedis } from '@cb-tooling/redis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type SweepOptions, sweep } from '../src/index.js';
import { connectTo, startRedis, tableOf } from './redis-here.js';
import { temporaryDirectory } from './temporary-directory.js';
import { cbSweep, trialFile } from './workers.js';

const NONE = { type: 'none' } as const;

/** A gate, and what lets trials come to a step: until then they wait there. */
async function closedGate() {
  const gate = join(await temporaryDirectory(), 'gate');
  const allow = (step: number) => writeFileSync(gate, String(step));
  allow(0);
  return { gate, allow };
}

/** A sweep of slow trials on a Redis, and what its workers are told. */
async function slowSweep(url: string, trials: number) {
  const directory = await temporaryDirectory();
  const { gate, allow } = await closedGate();
  const space = { mood: ['slow'], gate: [gate], number: Array.from({ length: trials }, (_, index) => index) };
  const options: SweepOptions = { trial: trialFile('moody'), space, search: 'grid', metric: 'val_loss', directory };
  const worker = [trialFile('moody'), '--redis', url, '--name', 'slow', '--directory', directory, '--lock', '1.5'];
  return { options: { ...options, redis: url, name: 'slow' }, worker: ['worker', ...worker], allow };
}

describe.skipIf(whyNoRedis())('on Redis', () => {
  test('workers run the trials of a sweep, whose results are those of one without Redis', async () => {
    const redis = await startRedis();
    const directory = await temporaryDirectory();
    const options: SweepOptions = {
      trial: trialFile('curve'),
      space: { start: [4, 2], floor: [0.5, 0, 1] },
      search: 'grid',
      metric: 'val_loss',
      directory,
    };
    const alone = await sweep({ ...options, directory: await temporaryDirectory() });
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    const place = ['--redis', redis.url, '--name', 'six', '--directory', directory];
    const workers = [1, 2].map(() => cbSweep('worker', trialFile('curve'), ...place));
    const { best, trials } = await sweep({ ...options, redis: redis.url, name: 'six' });
    const plain = (all: typeof trials) => all.map(({ seconds, directory, ...rest }) => rest);
    expect(plain(trials)).toEqual(plain(alone.trials));
    expect(best.trial).toBe(alone.best.trial);
    expect(warn.mock.calls).toEqual([
      [
        `sweep: Redis at ${redis.url} forgets its latest trials when it restarts (appendonly no). Set \`appendonly yes\`.`,
      ],
    ]);
    for (const { exited } of workers) expect(await exited).toEqual([0, null]);

    const status = cbSweep('status', '--redis', redis.url, '--name', 'six');
    expect(await status.exited).toEqual([0, null]);
    expect(status.said()).toContain('6 of 6 trials: 6 completed; best: trial 5, 0.5 after 4 epochs\n');
    const csv = cbSweep('status', '--redis', redis.url, '--name', 'six', '--csv');
    await csv.exited;
    expect(csv.said()).toBe(await readFile(join(directory, 'results.csv'), 'utf8'));
  });

  test('the trial of a worker that is killed is taken up by another, from where it was', async () => {
    const redis = await startRedis();
    const { options, worker, allow } = await slowSweep(redis.url, 1);
    const client = connectTo(redis);
    const first = cbSweep(...worker);
    const result = sweep(options);
    allow(15);
    await epochs(client, 10);
    first.child.kill('SIGKILL');
    await first.exited;
    const before = await attemptOf(client);
    allow(30);
    cbSweep(...worker);
    const { trials } = await result;
    expect(trials[0]).toMatchObject({ status: 'completed', value: 1 / 30 });
    expect(trials[0]?.attempts).toBeGreaterThan(before);
    expect(trials[0]?.epochs.length).toBe(30);
  });

  test('a trial whose backup is in a store goes on from it on a machine that shares no directory', async () => {
    const redis = await startRedis();
    const root = await temporaryDirectory();
    const { gate, allow } = await closedGate();
    const options: SweepOptions = {
      trial: trialFile('stored'),
      space: { root: [root], gate: [gate] },
      search: 'grid',
      metric: 'loss',
    };
    const result = sweep({ ...options, directory: await temporaryDirectory(), redis: redis.url, name: 'stored' });
    const place = ['worker', trialFile('stored'), '--redis', redis.url, '--name', 'stored', '--lock', '1.5'];
    const first = cbSweep(...place, '--directory', await temporaryDirectory());
    allow(10);
    await epochs(connectTo(redis), 5, 'stored');
    first.child.kill('SIGKILL');
    allow(20);
    cbSweep(...place, '--directory', await temporaryDirectory());
    const { trials } = await result;
    expect(trials[0]?.status).toBe('completed');
    expect(trials[0]?.epochs).toHaveLength(20);
    const beginOf = async (attempt?: number) => Number(await readFile(join(root, `attempt-${attempt}`), 'utf8'));
    expect(await beginOf(1)).toBe(0);
    expect(await beginOf(trials[0]?.attempts)).toBeGreaterThanOrEqual(4);
  });

  test('a worker that is taken for lost and comes back harms nobody', async () => {
    const redis = await startRedis();
    const { options, worker, allow } = await slowSweep(redis.url, 1);
    const client = connectTo(redis);
    const first = cbSweep(...worker);
    const result = sweep(options);
    allow(10);
    await epochs(client, 5);
    first.child.kill('SIGSTOP');
    const before = await attemptOf(client);
    cbSweep(...worker);
    while ((await attemptOf(client)) === before) await sleep(50);
    allow(30);
    first.child.kill('SIGCONT');
    const { trials } = await result;
    expect(trials[0]?.status).toBe('completed');
    expect(trials[0]?.epochs.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect((await readFile(join(trials[0]?.directory ?? '', 'steps'), 'utf8')).length).toBe(30);
  });

  test('SIGTERM gives trials back at once', async () => {
    const redis = await startRedis();
    const { options, worker, allow } = await slowSweep(redis.url, 2);
    const client = connectTo(redis);
    // Nothing is taken for lost within this test: what goes on was given back.
    const patient = worker.map((arg) => (arg === '1.5' ? '600' : arg));
    const first = cbSweep(...patient, '--concurrency', '2');
    const result = sweep(options);
    allow(6);
    await epochs(client, 10);
    first.child.kill('SIGTERM');
    expect(await first.exited).toEqual([null, 'SIGTERM']);
    expect(first.said()).toContain('cb-sweep: gives back 2 trials at their next epoch. Once more ends them at once.\n');
    allow(30);
    cbSweep(...patient, '--concurrency', '2');
    const { trials } = await result;
    expect(trials.map(({ status, attempts, epochs }) => [status, attempts, epochs.length])).toEqual([
      ['completed', 2, 30],
      ['completed', 2, 30],
    ]);
  });

  test('a Redis that is killed and started again, away for a while, or full, is waited for', async () => {
    // Otherwise one that is killed may lose what it had to write while its disk was slow.
    const redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    const { options, worker, allow } = await slowSweep(redis.url, 3);
    const client = connectTo(redis);
    allow(30);
    cbSweep(...worker);
    const result = sweep(options);
    await epochs(client, 10);
    await redis.kill();
    await sleep(2500);
    await redis.start();
    await epochs(client, 40);
    redis.pause();
    await sleep(3000);
    redis.resume();
    await epochs(client, 55);
    // Trial 2 ends in here: neither its end nor that of its job finds room.
    await client.config('SET', 'maxmemory', '1');
    await sleep(3000);
    await client.config('SET', 'maxmemory', '0');
    const { trials } = await result;
    expect(trials.map(({ status, epochs }) => [status, epochs.length])).toEqual(Array(3).fill(['completed', 30]));
    expect(warn.mock.calls.flat().join()).not.toContain('appendonly');
  });

  test('a trial that fails by itself is tried again, and a metric that never comes ends worker and sweep', async () => {
    const redis = await startRedis();
    const directory = await temporaryDirectory();
    const options: SweepOptions = {
      trial: trialFile('moody'),
      space: { mood: ['second try', 'exits', 'silent'] },
      search: 'grid',
      metric: 'val_loss',
      directory,
      redis: redis.url,
      name: 'moods',
    };
    const worker = cbSweep(
      'worker',
      trialFile('moody'),
      '--redis',
      redis.url,
      '--name',
      'moods',
      '--directory',
      directory,
    );
    const message =
      'sweep: trial 3 has ended without a report of `val_loss`. ' +
      'Hand `new SweepReporter(context)` to fit(), or call context.report().';
    await expect(sweep(options)).rejects.toThrow(message);
    expect(await worker.exited).toEqual([1, null]);
    expect(worker.said()).toContain(`cb-sweep: ${message.replace('sweep: ', '')}\n`);
    const { results } = await tableOf(connectTo(redis), 'moods', 'min', NONE);
    expect(results.map(({ status, attempts, error }) => [status, attempts, error?.split('\n')[0]])).toEqual([
      ['completed', 2, 'Error: not yet'],
      ['failed', 2, 'its process exited with code 3'],
      ['running', 1, undefined],
    ]);
  });

  test('another sweep of the same name is refused, and another version of the trial', async () => {
    const redis = await startRedis();
    const { options, worker, allow } = await slowSweep(redis.url, 1);
    allow(30);
    cbSweep(...worker);
    await sweep(options);
    await expect(sweep({ ...options, seed: 5, directory: await temporaryDirectory() })).rejects.toThrow(
      'sweep: Redis, under the name "slow", holds a sweep with another `seed`. Pass what it began with, or another `name`.',
    );
    const other = cbSweep(...worker.map((arg) => (arg === trialFile('moody') ? trialFile('curve') : arg)));
    expect(await other.exited).toEqual([1, null]);
    expect(other.said()).toMatch(
      /^cb-sweep: the sweep "slow" runs another version of the trial \(\w{12}\) than ".*curve\.js" \(\w{12}\)\. Bring the same file to all machines\.\n$/,
    );
  });

  test('wrong credentials, and a Redis that forgets, are one clear error', async () => {
    const redis = await startRedis(
      '--requirepass',
      'secret',
      '--maxmemory',
      '100mb',
      '--maxmemory-policy',
      'allkeys-lru',
    );
    const place = redis.url.replace('redis://', '');
    const { options } = await slowSweep(redis.url, 1);
    const at = (url: string) => sweep({ ...options, redis: url });
    await expect(at(redis.url)).rejects.toThrow(
      /^sweep: Redis at redis:\/\/127.* does not let us in \(NOAUTH .*\)\. Pass `redis:\/\/USER:PASSWORD@HOST:PORT` with a user who may do everything\.$/,
    );
    await expect(at(`redis://:wrong@${place}`)).rejects.toThrow(
      /^sweep: Redis at redis:\/\/127.* does not let us in \(WRONGPASS /,
    );
    await expect(at(`redis://:secret@${place}`)).rejects.toThrow(
      `sweep: Redis at ${redis.url} forgets trials when it is full (maxmemory-policy allkeys-lru). Set \`maxmemory-policy noeviction\`.`,
    );
  });
});

test('a Redis that is out of reach is one clear error, without its password', async () => {
  const { options } = await slowSweep('redis://:secret@127.0.0.1:1', 1);
  const message =
    'Redis at redis://127.0.0.1:1 is out of reach (connect ECONNREFUSED 127.0.0.1:1). Start it, or pass the URL of one that runs.';
  await expect(sweep(options)).rejects.toThrow(`sweep: ${message}`);
  const worker = cbSweep('worker', trialFile('curve'), '--redis', 'redis://:secret@127.0.0.1:1', '--name', 'x');
  expect(await worker.exited).toEqual([1, null]);
  expect(worker.said()).toBe(`cb-sweep: ${message}\n`);
});

test('a Redis that is too old is one clear error', async () => {
  // Speaks as much of the protocol as a client needs to learn the version.
  const info = 'redis_version:5.0.14\r\nloading:0\r\n';
  const old = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (const [command] of bytes.toString().matchAll(/\b(info|hello|client)\b(?=\r\n(?!.*\binfo\b.*\binfo\b))/gi)) {
        if (/info/i.test(command)) socket.write(`$${info.length}\r\n${info}\r\n`);
        else if (/hello/i.test(command)) socket.write("-ERR unknown command 'HELLO'\r\n");
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void old.close());
  const { port } = old.address() as { port: number };
  const { options } = await slowSweep(`redis://127.0.0.1:${port}`, 1);
  await expect(sweep(options)).rejects.toThrow(
    `sweep: Redis at redis://127.0.0.1:${port} is too old (5.0.14). Take 6.2 or later, or Valkey.`,
  );
});

test('without the packages for Redis it is one clear error, and a sweep on this machine needs none', async () => {
  const home = await temporaryDirectory();
  const own = join(home, 'node_modules/@cb/sweep');
  const folder = fileURLToPath(new URL('..', import.meta.url));
  await mkdir(dirname(own), { recursive: true });
  await cp(join(folder, 'dist'), join(own, 'dist'), { recursive: true });
  await cp(join(folder, 'package.json'), join(own, 'package.json'));
  await mkdir(join(home, 'node_modules/@tensorflow'));
  for (const name of ['@cb/core', '@cb/files', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']) {
    await symlink(join(folder, 'node_modules', name), join(home, 'node_modules', name));
  }
  await writeFile(join(home, 'trial.mjs'), 'export default ({ report }) => report(1, 1);');
  const { sweep: copied } = (await import(pathToFileURL(join(own, 'dist/index.js')).href)) as { sweep: typeof sweep };
  const options: SweepOptions = {
    trial: join(home, 'trial.mjs'),
    space: { one: [1] },
    search: 'grid',
    metric: 'loss',
    directory: join(home, 'sweep'),
  };
  await expect(copied({ ...options, redis: 'redis://127.0.0.1' })).rejects.toThrow(
    'sweep: Redis needs two packages that are not installed. Run `npm i bullmq ioredis`.',
  );
  expect((await copied(options)).best.value).toBe(1);
});

/** The newest attempt of the first trial of the slow sweep. */
async function attemptOf(client: ReturnType<typeof connectTo>): Promise<number> {
  return (await tableOf(client, 'slow', 'min', NONE)).record(1).attempt;
}

/** Waits until so many epochs of the slow sweep are reported. */
async function epochs(client: ReturnType<typeof connectTo>, count: number, name = 'slow'): Promise<void> {
  const reported = async () => {
    const { results } = await tableOf(client, name, 'min', NONE);
    return results.reduce((sum, { epochs }) => sum + epochs.length, 0);
  };
  while ((await reported()) < count) await sleep(20);
}
