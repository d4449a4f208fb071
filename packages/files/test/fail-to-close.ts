import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** The next `closeSync` closes and fails, as where a file server has no room for what it took before. */
export function failToClose(): void {
  const { closeSync } = fs;
  const restore = () => {
    Object.assign(fs, { closeSync });
    syncBuiltinESMExports();
  };
  const failing = (file: number) => {
    restore();
    closeSync(file);
    throw Object.assign(new Error('EDQUOT: disk quota exceeded, close'), { code: 'EDQUOT', syscall: 'close' });
  };
  Object.assign(fs, { closeSync: failing });
  syncBuiltinESMExports();
  onTestFinished(restore);
}
