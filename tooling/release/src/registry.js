import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@cb-tooling/loopback';

const USER = { name: 'rehearsal', password: 'rehearsal' };

/**
 * @typedef {object} Registry
 * @property {string} url
 * @property {string} token of a user who may publish
 * @property {(name: string) => Promise<Packument | undefined>} find what it knows of a package, if anything
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Packument
 * @property {{ latest: string }} dist-tags
 * @property {Record<string, { dist: { tarball: string } }>} versions by number
 */

/**
 * Starts a registry for `@cb/*` and nothing else: it asks no other registry, and begins empty.
 *
 * @param {string} tools the folder that has Verdaccio
 * @param {string} folder where it keeps what is published
 * @returns {Promise<Registry>}
 */
export async function startRegistry(tools, folder) {
  await mkdir(folder);
  const config = path.join(folder, 'config.json');
  await writeFile(
    config,
    JSON.stringify({
      storage: path.join(folder, 'storage'),
      auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
      uplinks: {},
      packages: { '@cb/*': { access: '$all', publish: '$authenticated' } },
      log: { type: 'file', path: path.join(folder, 'log'), level: 'warn' },
    }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const program = path.join(tools, 'node_modules/verdaccio/bin/verdaccio');
  const server = fork(program, ['--config', config, '--listen', address], { silent: true });
  await Promise.race([once(server, 'message'), once(server, 'exit').then(refuse)]);
  const url = `http://${address}/`;
  return {
    url,
    token: await createUser(url),
    async find(name) {
      const response = await fetch(new URL(name.replace('/', '%2f'), url));
      return response.ok ? /** @type {Promise<Packument>} */ (response.json()) : undefined;
    },
    async stop() {
      const exit = once(server, 'exit');
      server.kill();
      await exit;
    },
  };
}

function refuse() {
  throw new Error('Verdaccio ended instead of starting.');
}

/** @param {string} url */
async function createUser(url) {
  const response = await fetch(new URL(`-/user/org.couchdb.user:${USER.name}`, url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(USER),
  });
  const { token } = /** @type {{ token: string }} */ (await response.json());
  return token;
}
