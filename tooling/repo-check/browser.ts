import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Chooses the files that a browser gets, and refuses what it has not. */
const RESOLVE = `
import { isBuiltin } from 'node:module';
export function resolve(specifier, context, next) {
  const isOurs = context.parentURL?.includes('/packages/') && !context.parentURL.includes('/node_modules/');
  if (isOurs && isBuiltin(specifier)) throw new Error(context.parentURL + ' imports ' + specifier);
  return next(specifier, { ...context, conditions: ['import', 'default'] });
}`;

const REGISTER = `import { register } from 'node:module'; register(${asURL(RESOLVE)});`;

/**
 * Runs a module against the built package, with the files that a bundler for browsers would choose. An import of a module
 * of Node.js fails, in the package and in those of ours that it uses.
 *
 * @param testFile `import.meta.url` of a file in a package's `test` folder
 *
 * @returns what it prints
 */
export function runAsInBrowser(testFile: string, code: string): string {
  const cwd = fileURLToPath(new URL('..', testFile));
  const args = ['--import', JSON.parse(asURL(REGISTER)), '--input-type=module', '--eval', code];
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
}

/** @returns a literal */
function asURL(code: string): string {
  return JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`);
}
