export { absolutePath } from './absolute-path-node.js';
export { createAppendFile } from './append-file-node.js';
export { openDirectory } from './directory-node.js';
