import { openDirectory } from '@cb/files';
import type { Description } from '../description.js';
import { JOURNAL, Journal } from '../embedded/journal.js';
import { connect } from '../redis/connect.js';
import { RedisLedger } from '../redis/redis-ledger.js';
import { readDescription } from '../redis/shared-description.js';
import { toCSV } from '../results/csv.js';
import { toJSONLines } from '../results/json-lines.js';
import { statusLines } from '../show/status-lines.js';
import { SweepTable } from '../table/table.js';
import type { StatusCommand } from './command-line.js';
import { OWNER } from './print.js';

/** Prints the trials of a sweep. */
export async function status({ place, format }: StatusCommand): Promise<void> {
  const table = await ('directory' in place ? fromJournal(place.directory) : fromRedis(place.url, place.name));
  const { results } = table;
  if (format === 'csv') process.stdout.write(toCSV(results));
  else if (format === 'json') process.stdout.write(toJSONLines(results));
  else console.log(statusLines(table, results.length).join('\n'));
}

async function fromJournal(path: string): Promise<SweepTable> {
  const found = await Journal.read(openDirectory(path));
  if (found) return new SweepTable((found.header as Description).direction, found.events);
  throw new Error(`${OWNER}: there is no ${JOURNAL} in "${path}". Pass the directory of a sweep.`);
}

async function fromRedis(url: string, name: string): Promise<SweepTable> {
  const client = await connect(OWNER, url);
  try {
    const shared = await readDescription(client, name);
    if (shared === undefined) throw new Error(`${OWNER}: Redis has no sweep "${name}". Pass the name of one.`);
    const { rule, direction } = shared.description;
    const ledger = new RedisLedger(client, name, rule, direction);
    const table = new SweepTable(direction);
    for (let seen = 0, events = await ledger.events(0); events.length > 0; events = await ledger.events(seen)) {
      for (const event of events) table.apply(event);
      seen += events.length;
    }
    return table;
  } finally {
    client.disconnect();
  }
}
