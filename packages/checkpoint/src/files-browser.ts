import type { Directory } from './directory.js';

/** Stands in for `files-node.ts` where there is no file system. */
export function openDirectory(path: string): Directory {
  throw new Error(
    `fileHandler: cannot open "${path}", because a browser has no file system. ` +
      'Pass a function as `filepath`, such as () => tf.io.browserIndexedDB(name), or train in Node.js.',
  );
}
