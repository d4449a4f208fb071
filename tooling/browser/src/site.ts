import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** A folder that this computer serves to itself. */
export interface Site {
  folder: string;
  /** The URL of the folder, with a slash at its end, where its `index.html` is. */
  address: string;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  const server = createServer(({ url = '' }, response) => {
    // A URL has no `..` left in its path.
    const { pathname } = new URL(url, 'http://site');
    serve(join(folder, pathname === '/' ? 'index.html' : pathname), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  };
  return { folder, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

async function serve(path: string, response: ServerResponse): Promise<void> {
  try {
    const bytes = await readFile(path);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.end(bytes);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
