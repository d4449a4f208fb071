// node import.mjs ENTRY…: each entry loads and exports something.
import assert from 'node:assert/strict';

for (const entry of process.argv.slice(2)) assert.notEqual(Object.keys(await import(entry)).length, 0, entry);
