import { hasFileSystem } from '@cb/files';
import { io } from '@tensorflow/tfjs-core';
import type { Decoded } from '../keras/artifacts.js';
import { formatOf, type KerasFormat } from '../keras/format.js';
import { decodeFile, LARGEST } from '../keras/index.js';

/** Anything but files. A drive of Windows is one letter, a scheme is longer. */
const ELSEWHERE = /^(?!file:)[a-z][a-z\d+.-]+:\/\//i;

/**
 * The URL that a source stands for, unless it is a path: in a browser, which has no files, that of a file is relative
 * to the page.
 */
export function urlOf(source: string): string | undefined {
  if (ELSEWHERE.test(source)) return source;
  const { location } = globalThis as { location?: { href: string } };
  const isOfPage = !hasFileSystem && location !== undefined && (formatOf(source) || source.endsWith('.json'));
  return isOfPage ? new URL(source, location.href).href : undefined;
}

/**
 * Loads from a URL: a file of Keras over HTTP, or what a handler of TensorFlow.js takes, such as `https://…/model.json`
 * and `indexeddb://model`.
 *
 * @param owner who asks, for the error
 * @param topology gives that of the model that weights without topology are for
 */
export async function loadUrl(owner: string, url: string, topology?: () => object): Promise<Decoded> {
  const format = /^https?:/i.test(url) ? formatOf(new URL(url).pathname) : undefined;
  if (format) return fetchFile(owner, url, format, topology?.());
  const [handler] = io.getLoadHandlers(url);
  if (handler?.load) return { artifacts: await handler.load(), leftOut: [] };
  throw new RangeError(
    `${owner}: TensorFlow.js has no handler for "${url}" here. Pass a path, a URL that it loads, or a tf.io.IOHandler.`,
  );
}

async function fetchFile(owner: string, url: string, format: KerasFormat, topology?: object): Promise<Decoded> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the server answers ${response.status} ${response.statusText}`);
    const size = Number(response.headers.get('content-length'));
    if (size > LARGEST) throw new Error(`it has ${size} bytes, more than the ${LARGEST} that can be read`);
    return await decodeFile(format, new Uint8Array(await response.arrayBuffer()), topology);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`${owner}: cannot load "${url}" (${message}). Pass another URL.`, { cause });
  }
}
