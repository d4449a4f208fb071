// node time-import.mjs PACKAGE PEER…: prints the milliseconds that an import takes once the peers are loaded.
const [name, ...peers] = process.argv.slice(2);
for (const peer of peers) await import(peer);
const begin = performance.now();
await import(name);
console.log(performance.now() - begin);
