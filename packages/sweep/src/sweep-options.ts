import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Direction, directionOf, type Mode, OptionReader, optionError } from '@cb/core/monitor';
import { checkName } from './redis/keys.js';
import { type Rule, readScheduler, type SchedulerOptions } from './schedule/scheduler.js';
import { type Plan, planOf, type Search } from './space/search.js';
import { readSpace, type Space } from './space/space.js';
import { hashOf } from './trial-file.js';

export interface SweepOptions {
  /** The file whose default export runs a trial: a path, or a `file://` URL as text or as `URL`. */
  trial: string | URL;

  /** What each hyperparameter may be: an array of values, or `{ min, max, scale, whole, points }`. */
  space: Space;

  /**
   * `'grid'`: every combination. `'random'`: combinations that follow from the seed. A function chooses from what is
   * known.
   * @defaultValue `'random'`
   */
  search?: Search | undefined;

  /** The metric that decides, as trials report it: `val_loss`, `val_acc`, … */
  metric: string;

  /**
   * Which way is better. `'auto'` reads it from the metric's name; a name that says nothing is an error.
   * @defaultValue `'auto'`
   */
  mode?: Mode | undefined;

  /**
   * Stops trials early that others leave behind: `'asha'`, `'median'`, or either with its options.
   * @defaultValue `'none'`
   */
  scheduler?: 'asha' | 'median' | 'none' | SchedulerOptions | undefined;

  /**
   * How many trials to run.
   * @defaultValue all combinations of a grid
   */
  trials?: number | undefined;

  /**
   * Trials that run at once.
   * @defaultValue one for each core that the process may use
   */
  concurrency?: number | undefined;

  /**
   * Decides random hyperparameters, and the `seed` of each trial.
   * @defaultValue `0`
   */
  seed?: number | undefined;

  /**
   * How often a trial that fails by itself is tried again. The loss of a machine does not count.
   * @defaultValue `1`
   */
  retries?: number | undefined;

  /**
   * Where the sweep is kept: its journal, what trials write, the results. A sweep that is there goes on.
   * @defaultValue `'sweep'`
   */
  directory?: string | undefined;

  /**
   * The URL of a Redis, or Valkey, that keeps the sweep. Its trials then run wherever `cb-sweep worker` does.
   * @defaultValue none: trials run on this machine
   */
  redis?: string | undefined;

  /**
   * The name of the sweep in Redis, for its workers.
   * @defaultValue the last part of `directory`
   */
  name?: string | undefined;

  /**
   * The version of the trial, which must not change within a sweep.
   * @defaultValue the SHA-256 of the trial file; what it imports does not count
   */
  version?: string | undefined;

  /**
   * Seconds that trials have to come to the end of their epoch when the sweep is interrupted.
   * @defaultValue `25`
   */
  grace?: number | undefined;

  /**
   * `1` shows the trials while they run: a live table on a terminal, else a line for each that ends. `0` prints
   * nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;
}

/** The options of a sweep, with all values set. */
export interface SweepSettings {
  file: string;
  version: string;
  space: Space;
  plan: Plan;
  search: 'grid' | 'random' | 'function';
  metric: string;
  direction: Direction;
  rule: Rule;
  concurrency: number;
  seed: number;
  retries: number;
  directory: string;
  /** Where the sweep is kept, if not in its directory. */
  redis: { url: string; name: string } | undefined;
  graceMs: number;
  isVerbose: boolean;
}

/** @throws TypeError or RangeError that names the option that cannot work */
export function readOptions(options: SweepOptions): SweepSettings {
  const read = new OptionReader<SweepOptions>('sweep', options, "{ trial: 'trial.js', space, metric: 'val_loss' }");
  const file = fileOf(read.value('trial'));
  const space = readSpace(read.value('space'));
  const metric = read.has('metric')
    ? read.string('metric', '')
    : missing('metric', "Pass its name, such as 'val_loss'.");
  const direction = directionOf(metric, read.oneOf('mode', 'auto', ['auto', 'min', 'max']));
  if (direction === undefined) {
    const remedy = "Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.";
    throw optionError('sweep', 'metric', metric, remedy);
  }
  const count = (name: 'trials' | 'concurrency', what: string) => {
    return read.whole(name, undefined, { min: 1, meaning: `a whole number of ${what}, 1 or more` });
  };
  const directory = resolve(read.string('directory', 'sweep'));
  const name = checkName('sweep', read.string('name', basename(directory) || 'sweep'));
  const seed = read.whole('seed', 0, { meaning: 'a whole number' });
  const search = searchOf(read.value('search') ?? 'random');
  const settings = {
    file,
    version: read.has('version') ? read.string('version', '') : hashOf('sweep', file),
    space,
    plan: planOf(search, space, seed, count('trials', 'trials')),
    search: typeof search === 'function' ? ('function' as const) : search,
    metric,
    direction,
    rule: readScheduler(read.value('scheduler')),
    concurrency: count('concurrency', 'trials') ?? availableParallelism(),
    seed,
    retries: read.whole('retries', 1, { min: 0, meaning: 'how often to try again, 0 or more' }),
    directory,
    redis: read.has('redis') ? { url: read.string('redis', ''), name } : undefined,
    graceMs: 1000 * read.number('grace', 25, { min: 0, meaning: 'seconds, 0 or more' }),
    isVerbose: read.verbose(),
  };
  read.done();
  return settings;
}

/** The absolute path of a trial file. */
function fileOf(trial: unknown): string {
  if (trial === undefined) missing('trial', "Pass the path of a file, such as 'trial.js'.");
  const text = trial instanceof URL ? trial.href : trial;
  if (typeof text !== 'string' || text === '')
    throw optionError('sweep', 'trial', trial, 'Pass the path of a file.', TypeError);
  return text.startsWith('file:') ? fileURLToPath(text) : resolve(text);
}

function searchOf(search: Search): Search {
  if (typeof search === 'function' || search === 'grid' || search === 'random') return search;
  throw optionError('sweep', 'search', search, "Pass 'grid', 'random' or a function.");
}

function missing(option: string, remedy: string): never {
  throw new TypeError(`sweep: option \`${option}\` is missing. ${remedy}`);
}
