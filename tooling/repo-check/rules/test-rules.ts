import type { Rule } from '../packages.js';

/** The rules of a package's tests: that they ask for what every package promises. */
export const testRules: Rule[] = [
  {
    name: 'its tests hold its callbacks to the contract',
    faults: ({ hasCallback, folder, tests }) =>
      // Core has the base class alone.
      !hasCallback || folder === 'core' || tests.some(({ text }) => text.includes('callbackContract('))
        ? []
        : ['no test calls callbackContract'],
  },
  {
    name: 'its tests run the examples of its README',
    faults: ({ tests }) =>
      tests.some(({ text }) => text.includes('readmeExamples(import.meta.url)'))
        ? []
        : ['no test calls readmeExamples'],
  },
  {
    name: 'its tests say what it exports',
    faults: ({ tests }) =>
      tests.some(
        ({ text }) =>
          /import \* as entry from '\.\.\/(\.\.\/)?src\/index\.js'/.test(text) && text.includes('Object.keys(entry)'),
      )
        ? []
        : ['no test compares Object.keys(entry) of src/index.js'],
  },
];
