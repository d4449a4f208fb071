import { NAMES } from '../names/names.js';
import { VALUES } from './values.js';
import { watched } from './watched.js';

/**
 * Options to try.
 *
 * @typedef {object} Attempt
 * @property {string} what
 * @property {(scene: import('./subjects.js').Scene) => unknown} options
 * @property {boolean} [isArgument] whether it is no options, but what stands before them
 * @property {'refused' | 'taken'} [mustBe]
 * @property {() => void} [made] is called when something is made with them, or refuses them
 * @property {() => string[]} [used] what is wrong, when it was used
 */

/** @typedef {(subject: import('./subjects.js').Subject, names: readonly string[], every: number) => Iterable<Attempt>} Attack */

/** Anything at all in the place of the options. @type {Attack} */
function* asOptions() {
  for (const [what, value] of Object.entries(VALUES)) yield { what: `${what} as options`, options: value };
}

/** Anything but what throws by itself in the place of what stands before them. @type {Attack} */
function* asArgument({ makeOf }) {
  if (!makeOf) return;
  for (const [what, value] of Object.entries(VALUES)) {
    if (/class|proxy|throws/.test(what)) continue;
    yield { what: `${what} as the argument`, options: value, isArgument: true };
  }
}

/** Anything at all as each option, which must be refused where a number, a text or a truth does for it. @type {Attack} */
function* asEachOption({ needs }, names, every) {
  let number = 0;
  for (const name of names) {
    for (const [what, value] of Object.entries(VALUES)) {
      if (number++ % every > 0) continue;
      const isScalar = !isOfObjects(name) && !['string', 'number', 'boolean'].includes(typeof (value() ?? 0));
      yield {
        what: `${what} as ${name}`,
        options: (scene) => ({ ...needs?.(scene), [name]: value() }),
        ...(isScalar && { mustBe: 'refused' }),
      };
    }
  }
}

/** Options that nobody has heard of. @type {Attack} */
function* asUnknown({ needs }) {
  for (const name of NAMES) {
    yield {
      what: `an option called ${JSON.stringify(name.slice(0, 40))}`,
      options: (scene) => ({ ...needs?.(scene), ...JSON.parse(`{${JSON.stringify(name)}: 1}`) }),
      ...(name !== 'length' && { mustBe: 'refused' }),
    };
  }
}

/** Options that are right, in objects that are odd. @type {Attack} */
function* inOddObjects({ needs, good }) {
  /** @type {Record<string, (options: object) => object>} */
  const objects = {
    'a frozen object': Object.freeze,
    'an object without a prototype': (options) => Object.assign(Object.create(null), options),
    'an object of a class': (options) => Object.assign(new (class Options {})(), options),
    'what another object inherits': (options) => Object.create(options),
  };
  for (const [index, set] of good.entries()) {
    for (const [what, make] of Object.entries(objects)) {
      yield {
        what: `good options ${index} in ${what}`,
        options: (scene) => make({ ...needs?.(scene), ...set(scene) }),
        mustBe: 'taken',
      };
    }
  }
}

/** Options of which each is read once, and not when all is made. @type {Attack} */
function* thatAreWatched({ needs, good }) {
  for (const [index, set] of good.entries()) {
    /** @type {ReturnType<typeof watched>} */
    let watch;
    yield {
      what: `good options ${index}, watched`,
      options: (scene) => {
        watch = watched({ ...needs?.(scene), ...set(scene) });
        return watch.options;
      },
      mustBe: 'taken',
      made: () => watch.close(),
      used: () => [
        ...watch.twice().map((path) => `${path} is read twice`),
        ...[...watch.late].map((path) => `${path} is read when all is made`),
      ],
    };
  }
}

/** An option that throws when it is read. @type {Attack} */
function* thatThrow({ needs }, names) {
  for (const name of names) {
    yield {
      what: `${name} that throws`,
      options: (scene) =>
        Object.defineProperty({ ...needs?.(scene) }, name, {
          enumerable: true,
          get: () => {
            throw new Error('not yours');
          },
        }),
      mustBe: 'refused',
    };
  }
}

/** Options that nobody has passed, and that all objects have got by other code. @type {Attack} */
function* thatAllObjectsHave({ needs }, names) {
  for (const name of names) {
    const objects = /** @type {Record<string, unknown>} */ (Object.prototype);
    yield {
      what: `${name} of all objects`,
      options: (scene) => {
        const options = { ...needs?.(scene) };
        if (!(name in options)) Object.defineProperty(objects, name, { value: Symbol('polluted'), configurable: true });
        return options;
      },
      mustBe: 'taken',
      made: () => void delete objects[name],
    };
  }
}

/** @type {readonly Attack[]} */
export const ATTACKS = [
  inOddObjects,
  thatAreWatched,
  thatThrow,
  thatAllObjectsHave,
  asOptions,
  asArgument,
  asEachOption,
  asUnknown,
];

/** Options for which an object, or a function, may do. */
const OF_OBJECTS = [
  'callbacks',
  'metrics',
  'averages',
  'model',
  'bars',
  'stream',
  'variables',
  'logDir',
  'embeddingsLayerNames',
  'embeddingsMetadata',
  'embeddingsData',
  'hparams',
  'gradsData',
  'evaluate',
  'optimizer',
  'boundaries',
  'values',
];

function isOfObjects(/** @type {string} */ name) {
  return OF_OBJECTS.includes(name);
}
