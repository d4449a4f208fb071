import { run } from './run.js';

/**
 * The builds for other platforms that the registry does not offer, though what is installed names them. Both Yarns
 * want to know all of them; npm and pnpm are content with those of their own platform.
 *
 * @param {string[]} packages as a README's `npm i` names them
 * @returns {Promise<string[]>}
 */
export async function missingBuilds(packages) {
  const others = packages.filter((name) => !name.startsWith('@cb/'));
  const builds = (await Promise.all(others.map(buildsOf))).flat();
  const isThere = await Promise.all(builds.map((build) => view(build, 'version')));
  return builds.filter((_, index) => !isThere[index]);
}

/** @param {string} name */
async function buildsOf(name) {
  const builds = (await view(name, 'optionalDependencies')) ?? {};
  return Object.entries(builds).map(([build, version]) => `${build}@${version}`);
}

/**
 * What the usual registry says of a package, if anything.
 *
 * @param {string} name
 * @param {string} field
 */
async function view(name, field) {
  try {
    const text = await run('.', ['npm', 'view', name, field, '--json']);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (/\bE404\b/.test(/** @type {Error} */ (error).message)) return undefined;
    throw error;
  }
}
