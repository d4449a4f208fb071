import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { optionsFor } from './server.js';

/**
 * What may happen to a request.
 *
 * - `drop`: the connection ends before the store has heard of it
 * - `unheard`: the store does what it is asked, and its answer is lost
 * - `truncate`: the answer ends in its middle
 * - `delay`: there is no answer, and the store does what it is asked when `release()` is called
 * - `careless`: a condition that does not hold is answered as if it did
 * - a number: that status, without asking the store
 *
 * @typedef {'drop' | 'unheard' | 'truncate' | 'delay' | 'careless' | number} Fault
 */

/**
 * @typedef {object} Request what a proxy has seen
 * @property {string} method
 * @property {string} path without the bucket, decoded
 */

/**
 * Starts a proxy before a server, which does to each request what `faultOf` says, once it says so.
 *
 * @param {number} port that of the server
 * @param {(request: Request, index: number) => Fault | undefined | Promise<Fault | undefined>} faultOf
 */
export async function startProxy(port, faultOf = () => undefined) {
  /** @type {Request[]} */
  const requests = [];
  /** @type {(() => Promise<unknown>)[]} */
  const delayed = [];
  /** @type {Set<Promise<unknown>>} */
  const atWork = new Set();
  const proxy = createServer(async (incoming, answer) => {
    const { method = '', url = '', headers } = incoming;
    const seen = { method, path: decodeURIComponent(url.replace(/^\/[^/?]*\/?/, '')) };
    const index = requests.push(seen) - 1;
    const parts = await incoming.toArray().catch(() => undefined);
    // Who has sent it is gone, and the store would wait for the rest.
    if (parts === undefined) return;
    const body = Buffer.concat(parts);
    const fault = await faultOf(seen, index);
    const ask = async () => {
      const asked = forward(port, { method, url, headers, body });
      atWork.add(asked);
      return asked.finally(() => atWork.delete(asked));
    };
    if (fault === 'drop') incoming.socket.destroy();
    else if (fault === 'delay') delayed.push(ask);
    else if (typeof fault === 'number') refuse(answer, fault);
    else if (fault === 'unheard') {
      await ask();
      incoming.socket.destroy();
    } else {
      const { status, head, bytes } = await ask();
      answer.writeHead(fault === 'careless' && status === 412 ? 200 : status, head);
      if (fault !== 'truncate') answer.end(bytes);
      else {
        answer.write(bytes.subarray(0, bytes.length >> 1));
        await sleep(5);
        incoming.socket.destroy();
      }
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  return {
    requests,
    options: optionsFor(address.port),
    /** Lets the store do what it was asked in requests that were delayed, or that nobody waited for long enough. */
    release: async () => {
      for (const ask of delayed.splice(0)) await ask();
      await Promise.all(atWork);
    },
    stop: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}

/**
 * @param {number} port
 * @param {{ method: string, url: string, headers: import('node:http').IncomingHttpHeaders, body: Buffer }} asked
 * @returns {Promise<{ status: number, head: import('node:http').IncomingHttpHeaders, bytes: Buffer }>}
 */
async function forward(port, { method, url, headers, body }) {
  const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers });
  outgoing.end(body);
  const [answer] = await once(outgoing, 'response');
  return { status: answer.statusCode, head: answer.headers, bytes: Buffer.concat(await answer.toArray()) };
}

/**
 * @param {import('node:http').ServerResponse} answer
 * @param {number} status
 */
function refuse(answer, status) {
  const code =
    { 403: 'AccessDenied', 409: 'ConditionalRequestConflict', 412: 'PreconditionFailed', 503: 'SlowDown' }[status] ??
    'InternalError';
  answer.writeHead(status, { 'content-type': 'application/xml' });
  answer.end(`<Error><Code>${code}</Code><Message>The proxy says so.</Message></Error>`);
}
