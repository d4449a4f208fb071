// Appends to a file of a directory: node append-in-child.js <directory> <bytes>
import { openDirectory } from '../dist/index.js';

const [, , path, bytes] = process.argv;
await openDirectory(path).append('a', new Uint8Array(Number(bytes)));
