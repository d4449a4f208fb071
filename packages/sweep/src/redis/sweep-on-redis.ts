import { LiveTable } from '../show/live-table.js';
import type { SweepSettings } from '../sweep-options.js';
import { SweepTable } from '../table/table.js';
import { connect, warnIfForgetful } from './connect.js';
import { runOnRedis } from './run-on-redis.js';

/** Follows a sweep that workers run, shows it if that is asked for, and gives what has come of it. */
export async function sweepOnRedis(
  settings: SweepSettings & { redis: { url: string; name: string } },
  isEnding: () => boolean,
): Promise<SweepTable> {
  const client = await connect('sweep', settings.redis.url);
  const table = new SweepTable(settings.direction);
  const show = settings.isVerbose ? new LiveTable(table, settings.plan.size) : undefined;
  try {
    await warnIfForgetful('sweep', settings.redis.url, client);
    const warn = (reason: string) => console.warn(`sweep: waits for Redis (${reason}).`);
    await runOnRedis(client, settings, table, { isEnding, onEvents: () => show?.update(), warn });
  } finally {
    show?.end();
    client.disconnect();
  }
  return table;
}
