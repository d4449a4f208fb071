import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { checkName } from '../redis/keys.js';
import type { WorkerSettings } from '../redis/work.js';
import { hashOf } from '../trial-file.js';
import { OWNER } from './print.js';

/** What the user asks for. */
export type Command = { name: 'help' } | WorkerCommand | StatusCommand;

export interface WorkerCommand extends WorkerSettings {
  name: 'worker';
  /** Milliseconds that trials have to end their epoch. */
  graceMs: number;
}

export interface StatusCommand {
  name: 'status';
  /** Where the sweep is kept. */
  place: { directory: string } | { url: string; name: string };
  format: 'table' | 'json' | 'csv';
}

/** A command line that cannot be understood. */
export class UsageError extends Error {}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;
const OPTIONS = {
  worker: { redis: TEXT, name: TEXT, concurrency: TEXT, directory: TEXT, grace: TEXT, lock: TEXT, version: TEXT },
  status: { redis: TEXT, name: TEXT, json: FLAG, csv: FLAG },
};

/** @throws UsageError that says what to pass instead */
export function parseCommandLine(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError('no command was given. Pass worker or status, or --help.');
  if (name === '--help' || name === '-h' || rest.includes('--help')) return { name: 'help' };
  if (name !== 'worker' && name !== 'status') {
    throw new UsageError(`there is no command "${name}". Pass worker or status, or --help.`);
  }
  const { values, positionals } = parse(name, rest);
  return name === 'worker' ? worker(values, positionals) : status(values, positionals);
}

type Values = Record<string, string | boolean | undefined>;

interface Parsed {
  values: Values;
  positionals: string[];
}

function parse(name: 'worker' | 'status', args: string[]): Parsed {
  try {
    return parseArgs({ args, options: OPTIONS[name] as ParseArgsConfig['options'], allowPositionals: true }) as Parsed;
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message.split('. ')[0]}. See --help.`);
  }
}

function worker(values: Values, [file, ...more]: string[]): WorkerCommand {
  if (!file || more.length > 0) throw new UsageError('worker takes one trial file. See --help.');
  const redis = redisOf('worker', values);
  const path = resolve(file);
  return {
    name: 'worker',
    file: path,
    version: (values.version as string | undefined) ?? hashOf(OWNER, path),
    redis,
    concurrency: number(values, 'concurrency', 1, /^[1-9]\d{0,3}$/, 'a whole number of trials, 1 or more'),
    directory: resolve((values.directory as string | undefined) ?? redis.name),
    graceMs: 1000 * number(values, 'grace', 25, SECONDS, 'seconds, 0 or more'),
    lockMs: 1000 * number(values, 'lock', 30, /^(?=.*[1-9])\d{1,5}(\.\d)?$/, 'seconds, 0.1 or more'),
  };
}

const SECONDS = /^\d{1,5}(\.\d+)?$/;

function status(values: Values, [directory, ...more]: string[]): StatusCommand {
  if (more.length > 0 || (directory === undefined) === (values.redis === undefined)) {
    throw new UsageError('status takes one directory, or --redis and --name. See --help.');
  }
  if (values.json && values.csv) throw new UsageError('status takes --json or --csv, and not both. See --help.');
  const place = directory === undefined ? redisOf('status', values) : { directory: resolve(directory) };
  return { name: 'status', place, format: values.json ? 'json' : values.csv ? 'csv' : 'table' };
}

function redisOf(command: string, { redis, name }: Values): { url: string; name: string } {
  if (typeof redis !== 'string' || typeof name !== 'string') {
    throw new UsageError(`${command} needs --redis URL and --name NAME. See --help.`);
  }
  return { url: redis, name: checkName(OWNER, name) };
}

function number(values: Values, option: string, fallback: number, shape: RegExp, meaning: string): number {
  const text = values[option];
  if (text === undefined) return fallback;
  if (!shape.test(String(text))) throw new UsageError(`--${option} is ${text}. Pass ${meaning}.`);
  return Number(text);
}
