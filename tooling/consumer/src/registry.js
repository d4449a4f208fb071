// @ts-check
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackages } from './packages.js';

/**
 * A registry on this machine for the scope @cb alone, with the packages as they would be published: every package
 * manager installs them by name, and resolves what they depend on, as it will for users.
 */
export class Registry {
  /** Every package that is published. */
  packages = readPackages();
  /** A folder that is removed in the end, for the applications, and for what package managers know of this registry. */
  scratch = mkdtempSync(join(tmpdir(), 'cb-registry-'));
  #tarballs = join(this.scratch, 'tarballs');
  #server = createServer((request, response) => this.#answer(decodeURIComponent(request.url ?? ''), response));
  /** @type {Map<string, { manifest: { name: string, version: string }, tarball: Buffer }>} by the path of the name */
  #packed = new Map();

  /** Packs every package and listens. */
  async start() {
    mkdirSync(this.#tarballs);
    for (const { folder } of this.packages) {
      execFileSync('pnpm', ['pack', '--pack-destination', this.#tarballs], { cwd: folder, stdio: 'pipe' });
    }
    for (const file of readdirSync(this.#tarballs)) {
      const path = join(this.#tarballs, file);
      const manifest = JSON.parse(execFileSync('tar', ['-xOf', path, 'package/package.json'], { encoding: 'utf8' }));
      this.#packed.set(`/${manifest.name}`, { manifest, tarball: readFileSync(path) });
    }
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return this;
  }

  get url() {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The registry is not started.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Bytes of a package's tarball. @param {string} name */
  packedSize(name) {
    return Number(this.#packed.get(`/${name}`)?.tarball.length);
  }

  stop() {
    this.#server.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /**
   * @param {string} path `/@cb/core`, or that with `.tgz` for the tarball
   * @param {import('node:http').ServerResponse} response
   */
  #answer(path, response) {
    const found = this.#packed.get(path.replace(/\.tgz$/, ''));
    if (found === undefined) response.writeHead(404).end('{}');
    else if (path.endsWith('.tgz')) response.end(found.tarball);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(this.#packument(found)));
  }

  /** @param {{ manifest: { name: string, version: string }, tarball: Buffer }} packed */
  #packument({ manifest, tarball }) {
    const { name, version } = manifest;
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = { tarball: `${this.url}/${name}.tgz`, integrity };
    // Package managers hold back what was published lately.
    const time = { [version]: new Date(0).toISOString() };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } }, time };
  }
}
