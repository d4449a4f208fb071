export type { ObjectPath } from './object-path.js';
export { type ObjectStore, objectStore } from './object-store.js';
export type { ObjectStoreRules } from './rules.js';
