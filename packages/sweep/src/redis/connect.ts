import type { Redis } from 'ioredis';

/** The oldest version that has all that is asked of it here and by BullMQ. */
const OLDEST = [6, 2] as const;

/** Milliseconds after which a Redis that does not answer is out of reach. */
const PATIENCE_MS = 10_000;

/** Milliseconds between two attempts to reach a Redis that was there before, at most. */
const RETRY_MS = 2000;

/** A Redis as messages name it: without its password. */
export function nameOf(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

/**
 * Connects with a Redis that a sweep can be kept in. Once it was there, it is waited for when it goes away.
 *
 * @param owner who asks, for messages
 * @throws Error if it is out of reach, does not let us in, is too old, or may forget what it was told
 */
export async function connect(owner: string, url: string): Promise<Redis> {
  const { Redis } = await driver(owner);
  let isUp = false;
  let fault: Error | undefined;
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    // BullMQ wants it so: a command waits for the Redis to come back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isUp ? Math.min(100 * times, RETRY_MS) : null),
  });
  // Of a Redis that goes away its commands tell, when it does not come back.
  client.on('error', (error: Error) => {
    fault = error;
  });
  try {
    await client.connect();
    check(owner, url, await client.info());
  } catch (error) {
    client.disconnect();
    throw isOurs(error, owner) ? error : refused(owner, url, fault ?? (error as Error));
  }
  isUp = true;
  return client;
}

/** Warns of a Redis that keeps what it is told in memory alone, or writes it down only now and then. */
export async function warnIfForgetful(owner: string, url: string, client: Redis): Promise<void> {
  if (fieldOf(await client.info('persistence'), 'aof_enabled') !== '0') return;
  console.warn(
    `${owner}: Redis at ${nameOf(url)} forgets its latest trials when it restarts (appendonly no). Set \`appendonly yes\`.`,
  );
}

/** What BullMQ and its driver have to offer. @throws Error if they are not installed */
export async function driver(owner: string) {
  try {
    const [{ Queue, Worker, WaitingError }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { Queue, Worker, WaitingError, Redis };
  } catch (cause) {
    throw new Error(`${owner}: Redis needs two packages that are not installed. Run \`npm i bullmq ioredis\`.`, {
      cause,
    });
  }
}

function isOurs(error: unknown, owner: string): boolean {
  return error instanceof Error && error.message.startsWith(`${owner}: `);
}

function refused(owner: string, url: string, { message }: Error): Error {
  const isLogin = /NOAUTH|WRONGPASS|NOPERM|invalid password|without any password/.test(message);
  const remedy = isLogin
    ? 'Pass `redis://USER:PASSWORD@HOST:PORT` with a user who may do everything.'
    : 'Start it, or pass the URL of one that runs.';
  return new Error(
    `${owner}: Redis at ${nameOf(url)} ${isLogin ? 'does not let us in' : 'is out of reach'} (${message}). ${remedy}`,
  );
}

function check(owner: string, url: string, info: string): void {
  const field = (name: string) => fieldOf(info, name);
  // Valkey and others say which Redis they are like.
  const version = field('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(
      `${owner}: Redis at ${nameOf(url)} is too old (${version}). Take ${OLDEST.join('.')} or later, or Valkey.`,
    );
  }
  const policy = field('maxmemory_policy');
  if (Number(field('maxmemory')) > 0 && policy !== 'noeviction') {
    throw new Error(
      `${owner}: Redis at ${nameOf(url)} forgets trials when it is full (maxmemory-policy ${policy}). ` +
        'Set `maxmemory-policy noeviction`.',
    );
  }
}

/** A field of what Redis says of itself. */
function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
