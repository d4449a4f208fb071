import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Application } from '../src/application.js';
import { packageManagers } from '../src/package-managers.js';
import { missingBuilds } from '../src/platform-builds.js';
import { startRegistry } from '../src/registry.js';
import { publishedNames, Repository } from '../src/repository.js';
import { PNPM } from '../src/run.js';
import { download, expectedContents } from '../src/tarball.js';
import { toolsFolder } from '../src/tools.js';

const MINUTE = 60_000;

/** @type {string} everything that is made here lies in it */
let scratch;
/** @type {import('../src/registry.js').Registry} */
let registry;
/** @type {import('../src/package-managers.js').PackageManager[]} */
let managers;
/** @type {Repository} */
let repository;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'cb-release-')));
  const tools = await toolsFolder();
  registry = await startRegistry(tools, path.join(scratch, 'registry'));
  managers = await packageManagers(tools, registry.url, path.join(scratch, 'yarn-4-cache'));
  repository = await Repository.copy(path.join(scratch, 'repository'), registry);
  await repository.version();
}, 5 * MINUTE);

afterAll(async () => {
  await registry?.stop();
  await rm(scratch, { recursive: true, force: true });
}, MINUTE);

describe('a release is refused, and nothing is published,', { timeout: MINUTE }, () => {
  afterEach(async () => {
    expect(Object.values(await latest()).filter(Boolean)).toEqual([]);
  });

  test('while changesets are pending', async () => {
    await repository.addChangeset('@cb/lr-plateau', 'patch');
    await repository.commit('Add a changeset');
    await expect(repository.release()).rejects.toThrow(
      'release: the number of pending changesets is 1. Run `pnpm version-packages`, and commit what it writes.\n',
    );
    await repository.undo();
  });

  test('while a package has no version', async () => {
    const file = 'packages/files/package.json';
    const { version } = JSON.parse(await repository.read(file));
    await repository.write(file, (await repository.read(file)).replace(`"${version}"`, '"0.0.0"'));
    await repository.commit('Forget a version');
    await expect(repository.release()).rejects.toThrow(
      'release: version 0.0.0 is that of @cb/files. Run `pnpm changeset` and `pnpm version-packages`, and commit what they write.\n',
    );
    await repository.undo();
  });

  test('while something is not committed', async () => {
    await repository.write('packages/files/src/forgotten.ts', '');
    await expect(repository.release()).rejects.toThrow(
      'release: the working tree differs from its commit, which the tags will name. Commit or remove these:\n?? packages/files/src/forgotten.ts\n',
    );
    await repository.run('git', 'clean', '--quiet', '--force');
  });

  test('with the provenance that the workflow asks for, where nobody can vouch for it', async () => {
    const [setting] = /\w+_PROVENANCE: true/.exec(await repository.read('.github/workflows/release.yml')) ?? [''];
    const publish = [...PNPM, '-C', 'packages/files', 'publish', '--no-git-checks'];
    await expect(repository.run('env', setting.replace(': ', '='), ...publish)).rejects.toThrow(
      'ERR_PNPM_PROVENANCE_UNSUPPORTED_PROVIDER',
    );
  });
});

describe('the first release', { timeout: 5 * MINUTE }, () => {
  beforeAll(async () => {
    await repository.release();
  }, 2 * MINUTE);

  test('publishes every package at its version, and tags the commit', async () => {
    const versions = await repository.versions();
    expect(await latest()).toEqual(versions);
    const tags = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
    expect((await repository.run('git', 'tag', '--points-at', 'HEAD')).trim().split('\n')).toEqual(tags.sort());
  });

  test('has nothing more to publish when it is run again', async () => {
    const versions = await latest();
    await repository.release();
    expect(await latest()).toEqual(versions);
  });

  describe.each(publishedNames)('%s', (name) => {
    test('is packed with its sources, what they compile to, and nothing else', async () => {
      const { folder } = await repository.package(name);
      const manifest = await published(name);
      const { file, contents } = await download(manifest.dist.tarball, scratch);
      expect(contents).toEqual(expectedContents(await repository.tracked(folder, 'src')));
      expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:/);
      await repository.run('node_modules/.bin/publint', '--strict', file);
      await repository.run('node_modules/.bin/attw', '--profile', 'esm-only', file);
    });

    test('installs by the line of its README with npm, pnpm and both Yarns, and its example runs', async () => {
      const { folder, manifest } = await repository.package(name);
      const readme = await repository.read(`${folder}/README.md`);
      const [, packages = ''] = /^npm i (.*)$/m.exec(readme) ?? [];
      const [, example = ''] = /^```js\n(.*?)^```$/ms.exec(readme) ?? [];
      if (manifest.peerDependencies) expect(example).toMatch(/model\.fit\(|TrainingLoop\(/);
      const names = packages.split(' ');
      const missing = await missingBuilds(names);
      if (missing.length > 0) console.warn(`release: Yarn is left out, for the registry lacks ${missing.join(', ')}.`);
      const able = managers.filter((manager) => missing.length === 0 || !manager.name.startsWith('yarn-'));
      await Promise.all(
        able.map(async (manager) => {
          const application = await Application.create(path.join(scratch, manager.name, folder), manager);
          await application.add(...names);
          expect(await application.versions()).toMatchObject({ [name]: manifest.version });
          await application.runExample(example);
          await application.remove();
        }),
      );
    });
  });
});

describe('a later release', { timeout: 2 * MINUTE }, () => {
  /** @type {Application} one that has `@cb/lr-plateau` of the first release */
  let application;

  beforeAll(async () => {
    const npm = managers.find(({ name }) => name === 'npm');
    if (!npm) throw new Error('npm is gone.');
    application = await Application.create(path.join(scratch, 'application'), npm);
    await application.add('@cb/lr-plateau', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers');
  }, MINUTE);

  test('of one package that nothing depends on moves that package alone, and `npm update` gets it', async () => {
    const before = await latest();
    await releaseChange('@cb/lr-plateau', 'patch');
    const after = { ...before, '@cb/lr-plateau': bumped(before['@cb/lr-plateau'], 'patch') };
    expect(await latest()).toEqual(after);

    await application.run('npm', 'update');
    expect(await application.versions()).toEqual(only(after, '@cb/lr-plateau', '@cb/core'));
  });

  test('of @cb/core moves its dependents too, by a patch, and no other; `npm install` gets it', async () => {
    const before = await latest();
    await releaseChange('@cb/core', 'minor');
    const after = { ...before, '@cb/core': bumped(before['@cb/core'], 'minor') };
    for (const name of publishedNames) {
      const { manifest } = await repository.package(name);
      if (manifest.dependencies?.['@cb/core']) after[name] = bumped(before[name], 'patch');
    }
    expect(after['@cb/files']).toBe(before['@cb/files']);
    expect(await latest()).toEqual(after);

    await application.add('@cb/lr-plateau@latest');
    expect(await application.versions()).toEqual(only(after, '@cb/lr-plateau', '@cb/core'));
  });
});

/** The newest version of every package in the registry. */
async function latest() {
  const entries = publishedNames.map(async (name) => [name, (await registry.find(name))?.['dist-tags'].latest]);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * The manifest of the newest version that the registry has.
 *
 * @param {string} name
 */
async function published(name) {
  const packument = await registry.find(name);
  const manifest = packument?.versions[packument['dist-tags'].latest];
  if (!manifest) throw new Error(`The registry has no ${name}.`);
  return manifest;
}

/**
 * Goes all the way from a changeset to the registry.
 *
 * @param {string} name
 * @param {'patch' | 'minor'} bump
 */
async function releaseChange(name, bump) {
  await repository.addChangeset(name, bump);
  await repository.version();
  await repository.release();
}

/**
 * @param {string} version
 * @param {'patch' | 'minor'} bump
 */
function bumped(version, bump) {
  const [major, minor, patch] = version.split('.').map(Number);
  return bump === 'patch' ? `${major}.${minor}.${Number(patch) + 1}` : `${major}.${Number(minor) + 1}.0`;
}

/**
 * @param {Record<string, string>} versions
 * @param {string[]} names
 */
function only(versions, ...names) {
  return Object.fromEntries(names.map((name) => [name, versions[name]]));
}
