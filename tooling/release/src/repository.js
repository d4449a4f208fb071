import { existsSync, readdirSync } from 'node:fs';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { PNPM, run } from './run.js';

const ORIGINAL = path.join(import.meta.dirname, '../../..');

/** Commits and tags do not depend on who runs this, and pnpm takes this machine for no service that vouches for it. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_AUTHOR_NAME: 'rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
  GITHUB_ACTIONS: '',
};

/**
 * @typedef {object} Manifest
 * @property {string} version
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** Every package that is published. A package is named after its folder. */
export const publishedNames = readdirSync(path.join(ORIGINAL, 'packages')).map((folder) => `@cb/${folder}`);

/** A copy of this repository, in which versions are made and published as in the original. */
export class Repository {
  #folder;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Copies what git tracks or would track, with its changes, into a repository of its own that publishes to `registry`.
   *
   * @param {string} folder
   * @param {import('./registry.js').Registry} registry
   */
  static async copy(folder, { url, token }) {
    const listed = await run(ORIGINAL, ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    for (const file of listed.split('\0')) {
      const original = path.join(ORIGINAL, file);
      if (file && existsSync(original)) await cp(original, path.join(folder, file));
    }
    const { host } = new URL(url);
    await appendFile(path.join(folder, '.npmrc'), `@cb:registry=${url}\n//${host}/:_authToken=${token}\n`);
    const repository = new Repository(folder);
    await repository.run('git', 'init', '--quiet');
    await repository.commit('Copy');
    await repository.run(...PNPM, 'install', '--frozen-lockfile', '--ignore-scripts');
    // Whoever runs this may be logged in to the public registry, where a rehearsal must not end.
    for (const client of [['npm'], PNPM]) {
      const used = (await repository.run(...client, 'config', 'get', '@cb:registry')).trim();
      if (used !== url) throw new Error(`${client.join(' ')} would publish to ${used}, not to ${url}.`);
    }
    return repository;
  }

  /** @param {string[]} command */
  run(...command) {
    return run(this.#folder, command, ENVIRONMENT);
  }

  /** @param {string} message */
  async commit(message) {
    await this.run('git', 'add', '--all');
    await this.run('git', 'commit', '--quiet', '--allow-empty', '--message', message);
  }

  /**
   * @param {string} name
   * @param {'patch' | 'minor'} bump
   */
  async addChangeset(name, bump) {
    await this.write('.changeset/rehearsal.md', `---\n'${name}': ${bump}\n---\n\nRehearses a release.\n`);
  }

  /** What the pull request of a release does, and its merge. */
  async version() {
    await this.run(...PNPM, 'version-packages');
    await this.commit('Version packages');
  }

  /** @returns all that it printed */
  release() {
    return this.run(...PNPM, 'release');
  }

  /** Takes back the last commit, and what is not committed. */
  async undo() {
    await this.run('git', 'reset', '--quiet', '--hard', 'HEAD~1');
  }

  /**
   * @param {string} name
   * @returns {Promise<{ folder: string, manifest: Manifest }>}
   */
  async package(name) {
    const folder = `packages/${name.replace('@cb/', '')}`;
    return { folder, manifest: JSON.parse(await this.read(`${folder}/package.json`)) };
  }

  /** The version of every package that is published, by name. */
  async versions() {
    const entries = publishedNames.map(async (name) => [name, (await this.package(name)).manifest.version]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /**
   * The files that git tracks below `part` of `folder`, as paths from `folder`.
   *
   * @param {string} folder
   * @param {string} part
   */
  async tracked(folder, part) {
    const listed = await this.run('git', '-C', folder, 'ls-files', part);
    return listed.trim().split('\n');
  }

  /** @param {string} file */
  read(file) {
    return readFile(path.join(this.#folder, file), 'utf8');
  }

  /**
   * @param {string} file
   * @param {string} text
   */
  write(file, text) {
    return writeFile(path.join(this.#folder, file), text);
  }
}
