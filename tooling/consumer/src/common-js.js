// @ts-check

/** Whether an example exports something, so that it can be nothing but a module. @param {string} code */
export function isModule(code) {
  return /^export /m.test(code);
}

/** An example that imports, as one that requires. @param {string} code */
export function asCommonJs(code) {
  const body = code
    .replaceAll(/^import \* as tf from ('.*');/gm, 'const tf = require($1);\nawait tf.ready();')
    .replaceAll(/^import (\{.*\}) from ('.*');/gm, 'const $1 = require($2);');
  if (/^import /m.test(body)) throw new Error(`An import of this example has an unknown form:\n${code}`);
  return `(async () => {\n${body}})();\n`;
}
