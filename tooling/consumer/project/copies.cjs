// node copies.cjs PACKAGE…: the versions of tfjs-layers that these packages and the application's own TensorFlow.js get.
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');

const versions = new Map();
for (const name of process.argv.slice(2)) {
  const from = name.startsWith('.') ? require : createRequire(require.resolve(`${name}/package.json`));
  const layers = from.resolve('@tensorflow/tfjs-layers/package.json');
  versions.set(dirname(layers), from(join(dirname(layers), 'package.json')).version);
}
console.log([...versions.values()].join(' and '));
