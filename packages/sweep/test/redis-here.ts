import { RedisServer } from '@cb-tooling/redis';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { RedisLedger } from '../src/redis/redis-ledger.js';
import type { Rule } from '../src/schedule/scheduler.js';
import { SweepTable } from '../src/table/table.js';

/** A Redis of its own until the end of the test. */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...options);
  onTestFinished(() => server.stop());
  return server;
}

/** A connection until the end of the test. */
export function connectTo(server: RedisServer): Redis {
  const client = new Redis(server.url, { maxRetriesPerRequest: null });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

/** What Redis knows of a sweep. */
export async function tableOf(client: Redis, name: string, direction: 'min' | 'max', rule: Rule): Promise<SweepTable> {
  const ledger = new RedisLedger(client, name, rule, direction);
  const table = new SweepTable(direction);
  for (let events = await ledger.events(0), seen = 0; events.length > 0; events = await ledger.events(seen)) {
    for (const event of events) table.apply(event);
    seen += events.length;
  }
  return table;
}
