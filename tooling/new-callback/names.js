import { existsSync, readdirSync, readFileSync } from 'node:fs';

const packages = new URL('../../packages/', import.meta.url);
const USAGE = 'Pass a name and a class, such as `pnpm new-callback terminate-on-nan TerminateOnNaN`.';

/** What the class of a callback cannot be called, because its own file needs it. */
const NEEDED = ['Callback', 'CallbackState', 'OptionReader'];

/**
 * Reads what was passed on the command line.
 *
 * @param {string[]} args the name of the package, and that of the class where the first does not say it
 * @throws {Error} a sentence for the user if one of them is missing, invalid or taken
 */
export function readNames(args) {
  const [name = '', className = pascalCase(name)] = args;
  if (args.length < 1 || args.length > 2) throw new Error(`it got ${args.length} names. ${USAGE}`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw new Error(
      `"${name}" is no name for a package. Pass at most 60 lower-case letters, digits and single hyphens.`,
    );
  }
  if (existsSync(new URL(name, packages))) {
    throw new Error(`packages/${name} is there already. Choose another name, or remove that folder.`);
  }
  if (!/^[A-Z][A-Za-z0-9]*$/.test(className)) {
    throw new Error(`"${className}" is no name for a class. Begin with a capital, and pass letters and digits only.`);
  }
  if (NEEDED.includes(className) || className in globalThis) {
    throw new Error(`"${className}" is the name of something that callbacks use. Choose another class name.`);
  }
  const owner = ownerOf(className);
  if (owner) throw new Error(`${className} is the class of packages/${owner} already. Choose another class name.`);
  return { name, className };
}

/** @param {string} name */
function pascalCase(name) {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/**
 * The package that exports the class.
 *
 * @param {string} className
 */
function ownerOf(className) {
  const exported = new RegExp(`\\b${className}\\b`);
  return readdirSync(packages).find((folder) => {
    const entry = new URL(`${folder}/src/index.ts`, packages);
    return existsSync(entry) && exported.test(readFileSync(entry, 'utf8'));
  });
}
