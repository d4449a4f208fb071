// Loaded before a program, it makes one package look as if it was not installed: the one that WITHOUT_PACKAGE names.
const Module = /** @type {any} */ (require('node:module'));

const resolve = Module._resolveFilename;

Module._resolveFilename = (/** @type {string} */ request, /** @type {unknown[]} */ ...others) => {
  const name = process.env.WITHOUT_PACKAGE;
  if (request !== name && !request.startsWith(`${name}/`)) return resolve(request, ...others);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};
