import type { SourceFile } from './packages.js';

/** A member of an exported `…Options` interface. */
export interface Option {
  name: string;
  /** The interface without `Options` at its end, which is the name of a class or of what the options are for. */
  owner: string;
  file: string;
  isOptional: boolean;
  /** The doc comment above it, if there is one. */
  comment: string;
}

const INTERFACE = /export interface (\w+)Options\b([^{]*)\{(.*?)\n\}/gs;
const MEMBER = /(?: {2}(\/\*\*(?:(?!\*\/).)*\*\/)\n)? {2}(\w+)(\??):/gs;

/** The options of a package, without those for tests of callbacks, which are no options of a user. */
export function optionsIn(sources: readonly SourceFile[]): Option[] {
  return sources
    .filter(({ path }) => !path.startsWith('testing'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(INTERFACE)].flatMap(([, owner = '', heritage = '', body = '']) => [
        ...(heritage.includes('MonitorOptions') ? inherited(owner, path) : []),
        ...[...body.matchAll(MEMBER)].map(([, comment = '', name = '', optional]) => ({
          name,
          owner,
          file: path,
          isOptional: optional === '?',
          comment,
        })),
      ]),
    );
}

/** What core documents. */
function inherited(owner: string, file: string): Option[] {
  const comment = '@defaultValue';
  return ['monitor', 'mode', 'minDelta'].map((name) => ({ name, owner, file, isOptional: true, comment }));
}
