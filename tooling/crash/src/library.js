// By its path: the package under test has this one among its own dependencies, for its tests.
export * from '../../../packages/checkpoint/dist/index.js';
