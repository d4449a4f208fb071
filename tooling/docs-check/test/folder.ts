import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder, for the test that is running. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cb-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
