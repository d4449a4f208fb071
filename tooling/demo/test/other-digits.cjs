// Loaded before a program, it puts another file in the place of the digits 3: the one that OTHER_DIGITS names.
const Module = /** @type {any} */ (require('node:module'));

const resolve = Module._resolveFilename;

Module._resolveFilename = (/** @type {string} */ request, /** @type {unknown[]} */ ...others) =>
  request === 'mnist/src/digits/3.json' ? process.env.OTHER_DIGITS : resolve(request, ...others);
