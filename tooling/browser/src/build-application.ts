import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundle } from './bundle.js';

const VITE = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));

/**
 * Makes a site of an application, without a configuration: of its `index.html`, which loads `page.ts`, which starts
 * `worker.ts`.
 *
 * @throws Error when a module of Node.js is left
 */
export const buildWith = {
  async vite(application: string, folder: string): Promise<void> {
    const args = [VITE, 'build', application, '--outDir', folder, '--logLevel', 'warn'];
    const { NODE_ENV: _, ...env } = process.env;
    const { stderr } = await promisify(execFile)(process.execPath, args, { env });
    // Vite puts an empty module there instead.
    if (stderr.includes('externalized for browser compatibility')) throw new Error(stderr);
  },

  async esbuild(application: string, folder: string): Promise<void> {
    await bundle(folder, join(application, 'page.ts'), join(application, 'worker.ts'));
    const html = await readFile(join(application, 'index.html'), 'utf8');
    await writeFile(join(folder, 'index.html'), html.replace('page.ts', 'page.js'));
  },
};
