import { printable } from '@cb/core/monitor';
import { faultOf } from '@cb/files';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';

const ROOM = 'Make room on the disk.';
const WRITABLE = 'Make the directory writable, or pass another path.';
const ELSEWHERE = 'Pass another path.';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: ROOM,
  EDQUOT: ROOM,
  EFBIG: 'Make room on the disk, or raise the limit of file sizes.',
  EACCES: WRITABLE,
  EPERM: WRITABLE,
  EROFS: WRITABLE,
  ENOTDIR: ELSEWHERE,
  EEXIST: ELSEWHERE,
  ENAMETOOLONG: 'Pass a shorter name.',
};

/** What to note about a save that replaces a checkpoint. */
export const UNHARMED = 'What was saved there before is unharmed. ';

const IN_PLACE = 'The new checkpoint is there, but a power cut could undo it. ';

/** @param note what else there is to know, as sentences; a save that came further says so instead */
export function saveError(owner: string, path: string, cause: unknown, note = ''): Error {
  const { code, message } = faultOf(cause);
  const {
    syscall,
    path: file,
    isInPlace,
  } = cause as Error & { code?: string; syscall?: string; path?: string; isInPlace?: boolean };
  const state = isInPlace ? IN_PLACE : note;
  const isFile = code === 'EEXIST' && syscall === 'mkdir';
  const fault = isFile ? `${file} is a file, and should be a directory` : message;
  const remedy = REMEDIES[code] ?? 'Mend that, or pass another path.';
  return new Error(`${owner}: cannot save to "${printable(path)}" (${printable(fault)}). ${state}${remedy}`, { cause });
}

/** @throws Error if a checkpoint cannot be written to a place, which is named by its path */
export async function refusePlace(owner: string, path: string, { directory, main }: CheckpointPlace): Promise<void> {
  try {
    await directory.probe(main);
  } catch (cause) {
    throw saveError(owner, path, cause);
  }
  const isDirectory = await directory
    .child(main)
    .list()
    .then(
      () => true,
      () => false,
    );
  if (isDirectory) {
    throw new Error(`${owner}: cannot save to "${path}" (${main} is a directory). Remove it, or pass another path.`);
  }
}

/** @param errors what a handler's `save` resolved with */
export function failedSave(name: string, errors: readonly unknown[]): Error {
  const reasons = errors.map((one) =>
    typeof one === 'string' ? one : ((one as Error)?.message ?? JSON.stringify(one)),
  );
  return new Error(
    `ModelCheckpoint: the handler that \`filepath\` returned did not save ${name} (${reasons.join(', ')}). ` +
      'Mend that, or return another handler.',
  );
}
