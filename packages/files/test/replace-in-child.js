// Replaces one file of a directory: node replace-in-child.js <directory> <bytes>
import { openDirectory } from '../dist/index.js';

const [, , path, bytes] = process.argv;
const directory = openDirectory(path);
await directory.create();
const { sha256, size } = await directory.replace('a', [new Uint8Array(Number(bytes))]);
console.log(JSON.stringify({ sha256, size }));
