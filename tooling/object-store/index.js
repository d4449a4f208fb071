export { startProxy } from './proxy.js';
export { findServer, startServer } from './server.js';
