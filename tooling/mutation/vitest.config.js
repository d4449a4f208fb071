import { configDefaults } from 'vitest/config';

export default {
  test: {
    testTimeout: 30_000,
    exclude: [
      ...configDefaults.exclude,
      // These look at the built package, in a process of its own: no mutant is there.
      '**/readme.test.ts',
      // It takes three seconds, for what callback.test.ts and the contract notice too.
      '**/event-loop.test.ts',
    ],
  },
};
