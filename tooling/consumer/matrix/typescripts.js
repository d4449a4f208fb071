// @ts-check
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { table } from '@cb-tooling/bench/statistics';
import { Application } from '../src/application.js';
import { peerRange } from '../src/packages.js';
import { run } from '../src/run.js';
import { STACKS, specifiers } from '../src/stacks.js';
import { newest, tool } from '../src/tools.js';

/** The oldest that knows both resolutions, the oldest that understands each of our declarations, and the newest. */
const TYPESCRIPTS = ['5.0.4', '5.7.3', '7'];
const UNDERSTOOD_SINCE = 5.7;
const RESOLUTIONS = { nodenext: { module: 'nodenext' }, bundler: { module: 'esnext', moduleResolution: 'bundler' } };

/**
 * Programs against the declarations, with `strict`. Those of TensorFlow.js themselves do not compile, whatever the
 * TypeScript, so all declarations are looked at (`skipLibCheck: false`), but errors in ours alone count.
 *
 * @param {import('../src/registry.js').Registry} registry
 */
export default async function typescripts(registry) {
  const stack = STACKS['core + layers + cpu'];
  const application = new Application(registry, stack.tf);
  const version = await newest('@tensorflow/tfjs-layers', peerRange(registry.packages));
  await application.install([...registry.packages.map(({ name }) => name), ...specifiers(stack, version)]);
  writePrograms(application, registry.packages);
  const rows = [];
  /** @type {string[]} */
  const failures = [];
  for (const range of TYPESCRIPTS) {
    const typescript = await newest('typescript', range);
    const tsc = await tool('typescript', typescript, 'bin/tsc');
    for (const resolution of /** @type {(keyof typeof RESOLUTIONS)[]} */ (Object.keys(RESOLUTIONS))) {
      /** @param {string} program @param {object} options */
      const compile = async (program, options) => {
        const compilerOptions = { ...RESOLUTIONS[resolution], ...OPTIONS, ...options };
        application.write('tsconfig.json', JSON.stringify({ compilerOptions, include: [program] }));
        const { ok, output } = await run(process.execPath, [tsc, '--pretty', 'false'], application.folder);
        const errors = output.split('\n').filter((line) => line.includes('error TS'));
        return ok || errors.length > 0 ? errors : [output];
      };
      const programs = [
        ...(await compile('types/entries.mts', { skipLibCheck: true })),
        ...(await compile('types/examples', { skipLibCheck: true, noImplicitAny: false, strictNullChecks: false })),
      ];
      const ours = (await compile('types/entries.mts', {})).filter((line) => line.includes('node_modules/@cb/'));
      rows.push([typescript, resolution, said(programs), said(ours)]);
      const counted = Number.parseFloat(typescript) < UNDERSTOOD_SINCE ? programs : [...programs, ...ours];
      failures.push(...counted.map((line) => `TypeScript ${typescript}, ${resolution}: ${line}`));
    }
  }
  application.remove();
  const head = [
    'TypeScript',
    'resolution',
    'programs, `skipLibCheck: true`',
    'our declarations, `skipLibCheck: false`',
  ];
  return { title: 'TypeScript, `strict`', text: table(head, rows), failures };
}

const OPTIONS = { target: 'es2022', lib: ['es2022', 'dom'], strict: true, allowJs: true, noEmit: true, types: [] };

/**
 * A program that imports every entry, and the examples, which are JavaScript.
 *
 * @param {Application} application
 * @param {readonly import('../src/packages.js').Package[]} packages
 */
function writePrograms(application, packages) {
  mkdirSync(join(application.folder, 'types/examples'), { recursive: true });
  const imports = packages
    .flatMap(({ entries }) => entries)
    .map((entry, index) => `import * as _${index} from '${entry}';`);
  application.write('types/entries.mts', `${imports.join('\n')}\nexport const first = _0;\n`);
  for (const { folder, examples } of packages) {
    for (const [index, code] of examples.entries()) {
      const onStack = code.replaceAll("'@tensorflow/tfjs-node'", "'../../tf-cpu.mjs'");
      application.write(`types/examples/${basename(folder)}-${index}.mts`, onStack);
    }
  }
}

/** @param {readonly string[]} errors */
function said(errors) {
  return errors.length === 0 ? 'ok' : `${errors.length} errors`;
}
