export { startProxy } from './proxy.js';
export { findServer, startServer } from './server.js';

/** @typedef {import('./proxy.js').Fault} Fault */
