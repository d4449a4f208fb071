// node require.cjs ENTRY…: each entry loads, and is the module that import() gives.
const assert = require('node:assert/strict');

for (const entry of process.argv.slice(2)) {
  const required = require(entry);
  import(entry).then((imported) => assert.equal(imported, required, entry));
}
