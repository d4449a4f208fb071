import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Children } from '../trial/children.js';
import { isFatal } from '../trial/fatal.js';
import { runAttempt, type TrialSetting } from '../trial/run-attempt.js';
import { connect, driver } from './connect.js';
import { keysOf, PREFIX } from './keys.js';
import type { TrialJob } from './queue.js';
import { RedisLedger } from './redis-ledger.js';
import { readDescription, type SharedDescription } from './shared-description.js';

export const WORKER = 'cb-sweep';

/** What a worker is told. */
export interface WorkerSettings {
  /** The absolute path of the trial file. */
  file: string;
  version: string;
  redis: { url: string; name: string };
  /** Trials at once. */
  concurrency: number;
  /** The absolute path of the directory that trials write to. */
  directory: string;
  /** Milliseconds after which the trials of a worker that says nothing any more are taken up by others. */
  lockMs: number;
}

/** Milliseconds between two looks at whether the sweep is there, or over. */
const EVERY_MS = 1000;

/**
 * Runs trials of a sweep until all have ended.
 *
 * @param isEnding whether to begin no more
 * @param say told what there is to know
 * @throws Error if the trial is not that of the sweep, or would fail in every trial
 */
export async function work(
  settings: WorkerSettings,
  children: Children,
  isEnding: () => boolean,
  say: (text: string) => void,
): Promise<void> {
  const client = await connect(WORKER, settings.redis.url);
  try {
    const shared = await description(client, settings, isEnding, say);
    if (shared) await takeJobs(client, settings, shared, children, isEnding, say);
  } finally {
    client.disconnect();
  }
}

/** Waits for the sweep. @throws Error if it is one of another version of the trial */
async function description(
  client: Redis,
  { redis: { name }, version, file }: WorkerSettings,
  isEnding: () => boolean,
  say: (text: string) => void,
): Promise<SharedDescription | undefined> {
  for (let look = 0; !isEnding(); look++) {
    const shared = await readDescription(client, name);
    if (shared === undefined) {
      if (look === 0) say(`waits for the sweep "${name}".`);
      await sleep(EVERY_MS);
    } else if (shared.description.version === version) return shared;
    else {
      throw new Error(
        `${WORKER}: the sweep "${name}" runs another version of the trial (${short(shared.description.version)}) than ` +
          `"${file}" (${short(version)}). Bring the same file to all machines.`,
      );
    }
  }
  return undefined;
}

async function takeJobs(
  client: Redis,
  settings: WorkerSettings,
  { description, retries }: SharedDescription,
  children: Children,
  isEnding: () => boolean,
  say: (text: string) => void,
): Promise<void> {
  const { name } = settings.redis;
  const keys = keysOf(name);
  const { metric, direction, seed, rule } = description;
  const setting: TrialSetting = { ...settings, metric, mode: direction, seed, retries };
  const warn = (reason: string) => say(`waits for Redis (${reason}).`);
  const ledger = new RedisLedger(client, name, rule, direction, warn);
  const { Worker, WaitingError } = await driver(WORKER);
  let fault: Error | undefined;

  const run = async (job: Job<TrialJob>, token = '') => {
    const { trial, params } = job.data;
    const attempt = { trial, attempt: job.attemptsStarted, params };
    const end = await runAttempt(setting, attempt, ledger, (child) => children.add(child)).catch((error: Error) => {
      fault ??= error;
      return 'interrupted' as const;
    });
    // Or it would take up again what it gives back.
    if (isEnding() || fault) await worker.pause(true);
    say(`trial ${trial}, attempt ${job.attemptsStarted}: ${end}.`);
    if (end === 'erred' || end === 'interrupted') await giveBack(job, token);
    // The job is not ours, or no more: another worker says what becomes of it.
    if (end === 'erred' || end === 'interrupted' || end === 'superseded') throw new WaitingError();
  };
  const connection = client.duplicate();
  const worker = new Worker<TrialJob>(name, run, {
    connection,
    prefix: PREFIX,
    concurrency: settings.concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: settings.lockMs,
    // The loss of a machine is never the fault of a trial.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: EVERY_MS,
  });
  let said = '';
  worker.on('error', ({ message }) => {
    if (message !== said) warn(message);
    said = message;
  });
  try {
    while (!isEnding() && fault === undefined && (await client.exists(keys.finished)) === 0) await sleep(EVERY_MS);
    await worker.pause(true);
    if (fault) children.kill();
    await worker.close();
  } finally {
    await worker.close(true);
    connection.disconnect();
  }
  if (fault === undefined) return;
  if (isFatal(fault)) await client.rpush(keys.faults, fault.message);
  throw fault;
}

/** Lets another worker take it up at once. Where that fails, the job is taken up when its lock is over. */
async function giveBack(job: Job<TrialJob>, token: string): Promise<void> {
  await job.moveToWait(token).catch(() => {});
}

function short(version: string): string {
  return version.slice(0, 12);
}
