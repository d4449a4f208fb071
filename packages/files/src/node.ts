export { absolutePath } from './absolute-path-node.js';
export { createAppendFile } from './append-file-node.js';
export { openDirectory } from './directory-node.js';

/** Whether there is one to open directories in: a browser has none. */
export const hasFileSystem: boolean = true;
