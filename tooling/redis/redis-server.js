import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@cb-tooling/loopback';
import { findRedis, REMEDY } from './find-redis.js';

/** Why there is no Redis here; nothing where there is one. @throws {Error} where `CI=true` says that there must be */
export function whyNoRedis() {
  if (findRedis()) return undefined;
  const reason = `there is no Redis on this machine. ${REMEDY}`;
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/** A Redis of one's own on the loopback, in a folder of its own. */
export class RedisServer {
  /** @type {number} */
  port;
  #folder = mkdtempSync(join(tmpdir(), 'cb-redis-'));
  /** @type {string[]} */
  #options;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;

  /**
   * @param {string[]} options of its command line, such as `--appendonly yes`
   * @throws {Error} where there is none
   */
  static async start(...options) {
    for (let attempt = 1; ; attempt++) {
      const server = new RedisServer(await freePort(), options);
      try {
        await server.start();
        return server;
      } catch (error) {
        await server.stop();
        // A port that was free may be taken before the server has it.
        if (attempt === 5 || !/Address already in use/.test(String(error))) throw error;
      }
    }
  }

  /**
   * @param {number} port
   * @param {string[]} options
   */
  constructor(port, options) {
    this.port = port;
    this.#options = options;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#process?.pid;
  }

  /** Starts it, for the first time or again, with what it has kept on the disk. */
  async start() {
    const found = findRedis();
    if (!found) throw new Error(`there is no Redis. ${REMEDY}`);
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    const child = spawn(found.program, [...place, ...this.#options], {
      env: found.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    let said = '';
    for await (const text of child.stdout) {
      said += text;
      if (said.includes('Ready to accept connections')) return;
    }
    throw new Error(`Redis does not start: ${said}`);
  }

  /** Ends it at once, as a power cut would. What it has handed to the system stays. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Lets it answer nobody for a while. */
  pause() {
    this.#process?.kill('SIGSTOP');
  }

  resume() {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it for good, and removes what it has kept. */
  async stop() {
    await this.#end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
