import { setTimeout as sleep } from 'node:timers/promises';

export const ON_WINDOWS = process.platform === 'win32';

const IN_USE = ['EPERM', 'EACCES', 'EBUSY'];

/**
 * Windows refuses to replace a file that somebody has open, if only a virus scanner for a moment: there the action is
 * tried again for about a second. Elsewhere these codes say that it never will work.
 *
 * No test covers the repetition, because no other system refuses in this way.
 */
export async function unlessInUse(action: () => Promise<void>): Promise<void> {
  for (let waitMs = 10; ; waitMs *= 2) {
    try {
      return await action();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!ON_WINDOWS || !IN_USE.includes(code) || waitMs > 640) throw error;
    }
    await sleep(waitMs);
  }
}
