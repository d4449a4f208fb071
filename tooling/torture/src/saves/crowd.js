import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDirectory } from '@cb/files';

const INDEX = 'checkpoints.json';
const JOURNAL = 'checkpoints.jsonl';

/** Entries from which on an index has a journal. */
const MANY = 100;

/**
 * Makes an index of many checkpoints, as of a user who has moved them elsewhere: the next save begins a journal, and few
 * more fill it.
 *
 * @param {string} root the directory of all checkpoints
 */
export async function crowd(root) {
  const gone = { format: 'tfjs', epoch: 1, savedAt: '2000-01-01T00:00:00.000Z', metrics: {}, size: 0, files: [] };
  const checkpoints = Array.from({ length: MANY }, (_, index) => ({ path: `gone/${index}`, ...gone }));
  const directory = openDirectory(root);
  await directory.create();
  await directory.replaceText(INDEX, JSON.stringify({ version: 1, checkpoints }));
}

/** @param {string} root */
export function hasJournal(root) {
  return existsSync(join(root, JOURNAL));
}

/**
 * The checkpoints that must be there and that neither the index nor its journal lists. They are found by scanning all the
 * same, so nothing else would tell.
 *
 * @param {string} root
 * @param {import('./promised.js').Promised} promised
 */
export function faultsInIndex(root, promised) {
  const paths = [INDEX, JOURNAL].map((name) => join(root, name)).filter((path) => existsSync(path));
  const listed = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const missing = promised.required().filter((name) => !listed.includes(`"path":${JSON.stringify(name)}`));
  return missing.map((name) => `the index does not list ${name}`);
}

/**
 * How often something was added to a journal, and how often one was begun.
 *
 * @param {readonly import('./record-training.js').Step[]} steps
 */
export function journalCalls(steps) {
  const calls = steps.flatMap((step) => ('call' in step ? [step.call] : []));
  return {
    added: calls.filter(({ kind, path }) => kind === 'write' && path.endsWith(JOURNAL)).length,
    begun: calls.filter(({ kind, to }) => kind === 'rename' && to?.endsWith(JOURNAL)).length,
  };
}
