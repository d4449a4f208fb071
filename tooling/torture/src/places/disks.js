import { spawnSync } from 'node:child_process';

/** The size of a disk that is soon full. */
const SIZE = '2m';

/**
 * What runs a command in a world of its own, in which a directory is a small disk: no right is needed for that, and nothing
 * stays of it.
 *
 * @param {string} directory
 */
export const withDisk = (directory) => [
  ...['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'],
  ...['mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"', 'sh', SIZE, directory],
];

/** @param {string} directory @returns {string | undefined} why there can be no such disk */
export function whyNoDisk(directory) {
  const [command, ...rest] = [...withDisk(directory), 'true'];
  const { status, error, stderr } = spawnSync(String(command), rest, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}
