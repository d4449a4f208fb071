import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections, any of which may get one that was free. */
const [FIRST, LAST] = [10_000, 32_000];

/** A port of the loopback that nobody listens on at the moment, at random. */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') continue;
      throw error;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
