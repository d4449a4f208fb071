import { optionsIn } from '../options.js';
import type { Rule } from '../packages.js';

const LONGEST = 80;

/** The rules of README.md. */
export const readmeRules: Rule[] = [
  {
    name: 'its README has at most 80 lines beside its tables',
    faults: ({ readme }) => {
      const count = readme
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('|')).length;
      return count > LONGEST ? [`it has ${count}`] : [];
    },
  },
  {
    name: 'its README has the parts that readers look for',
    faults: ({ readme, manifest: { name }, isForTraining }) =>
      [`# ${name}\n`, `npm i ${name}`, ...(isForTraining ? ['\n## Differences from Keras\n'] : []), '\nApache-2.0\n']
        .filter((part) => !readme.includes(part))
        .map((part) => `it lacks ${JSON.stringify(part.trim())}`),
  },
  {
    name: 'its README has a row for each option of the callback, and names every other option',
    faults: ({ readme, sources }) => {
      const rows = [...readme.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
      const isOfCallback = (owner: string) =>
        sources.some(({ text }) => text.includes(`class ${owner} extends Callback {`));
      return optionsIn(sources)
        .filter(({ name, owner }) => (isOfCallback(owner) ? !rows.includes(name) : !readme.includes(`\`${name}\``)))
        .map(({ name, owner }) => `\`${name}\` of ${owner} is not in it`);
    },
  },
];
