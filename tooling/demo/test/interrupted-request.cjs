// Loaded before a program, it sends SIGINT when the program loads what INTERRUPTED_REQUEST names.
const Module = /** @type {any} */ (require('node:module'));

const resolve = Module._resolveFilename;

Module._resolveFilename = (/** @type {string} */ request, /** @type {unknown[]} */ ...others) => {
  if (request === process.env.INTERRUPTED_REQUEST) process.kill(process.pid, 'SIGINT');
  return resolve(request, ...others);
};
