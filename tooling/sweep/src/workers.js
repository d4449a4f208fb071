import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../../packages/sweep/dist/command/bin.js', import.meta.url));

/** Workers of a sweep, which are killed and come back. */
export class Workers {
  #args;
  /** @type {Set<import('node:child_process').ChildProcess>} */
  #running = new Set();
  #isOver = false;
  /** What they have said, the last of it. */
  said = '';

  /**
   * @param {number} count
   * @param {string[]} args what each is told
   */
  constructor(count, args) {
    this.#args = args;
    for (let each = 0; each < count; each++) this.#start();
  }

  #start() {
    const child = spawn(process.execPath, [COMMAND, 'worker', ...this.#args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#running.add(child);
    child.stderr.on('data', (text) => {
      this.said = (this.said + text).slice(-5000);
    });
    child.once('exit', (code) => {
      this.#running.delete(child);
      // Whoever was killed comes back, as machines do; one that has ended by itself has seen the end of the sweep.
      if (!this.#isOver && code !== 0) this.#start();
    });
  }

  /** @param {() => number} random */
  #any(random) {
    const all = [...this.#running];
    return all[Math.floor(random() * all.length)];
  }

  /** Ends one at once. @param {() => number} random */
  kill(random) {
    this.#any(random)?.kill('SIGKILL');
  }

  /** Asks one to end. @param {() => number} random */
  terminate(random) {
    this.#any(random)?.kill('SIGTERM');
  }

  /**
   * Stops one so long that it is taken for lost, and lets it go on.
   *
   * @param {() => number} random
   * @param {number} ms
   */
  async freeze(random, ms) {
    const child = this.#any(random);
    child?.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, ms));
    child?.kill('SIGCONT');
  }

  async stop() {
    this.#isOver = true;
    await Promise.all(
      [...this.#running].map(async (child) => {
        const exited = once(child, 'exit');
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await exited;
      }),
    );
  }
}
