import { afterEach, describe, expect, test } from 'vitest';
import { OptionReader, show } from '../src/monitor.js';

interface Options {
  patience?: unknown;
  lists?: { names: string[] };
}

const read = (options: unknown) => new OptionReader<Options>('Stopper', options as Options);
const patience = (options: unknown) => read(options).whole('patience', 5, { meaning: 'a whole number' });

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwing(trap: keyof ProxyHandler<object>): object {
  const refuse = () => {
    throw new Error('not\nyours');
  };
  return new Proxy({}, { [trap]: refuse });
}

describe('what all objects have', () => {
  const objects = Object.prototype as { patience?: unknown; epsilon?: unknown };
  afterEach(() => {
    delete objects.patience;
    delete objects.epsilon;
  });

  test('is no option, whatever other code has put there', () => {
    objects.patience = 'polluted';
    objects.epsilon = 1;
    const reader = read({});
    expect([reader.whole('patience', 5, { meaning: '' }), reader.has('patience')]).toEqual([5, false]);
    reader.done();
  });

  test('is one where it was passed too', () => {
    objects.patience = 'polluted';
    expect([patience({ patience: 3 }), patience(Object.create({ patience: 4 }))]).toEqual([3, 4]);
  });
});

test('what an object inherits was passed, and is unknown where nothing reads it', () => {
  class Base {
    get patience() {
      return 3;
    }
  }
  expect(patience(new Base())).toBe(3);
  expect(patience(Object.assign(Object.create(null), { patience: 4 }))).toBe(4);
  expect(() => read(Object.create({ epsilon: 1 })).done()).toThrow(
    new TypeError('Stopper: option `epsilon` is unknown. Pass one of .'),
  );
});

test('an option is read once', () => {
  let reads = 0;
  const reader = read({
    get patience() {
      reads++;
      return reads;
    },
  });
  expect([reader.has('patience'), reader.value('patience'), reader.whole('patience', 0, { meaning: '' })]).toEqual([
    true,
    1,
    1,
  ]);
  reader.done();
  expect(reads).toBe(1);
});

test('an option that throws is an error that names it', () => {
  const cause = new Error('not\nyours');
  const options = {
    get patience() {
      throw cause;
    },
  };
  const error = new TypeError(
    'Stopper: option `patience` cannot be read (it throws "not\\nyours"). Pass a plain value.',
    { cause },
  );
  expect(() => patience(options)).toThrow(error);
  expect(() => patience(throwing('get'))).toThrow(error);
  expect(() => read(throwing('ownKeys')).done()).toThrow(
    new TypeError('Stopper: the options cannot be read (it throws "not\\nyours"). Pass a plain object.', { cause }),
  );
});

test('a revoked proxy is an error, in options as in place of them', () => {
  const reason = 'it throws "Cannot perform \'IsArray\' on a proxy that has been revoked"';
  const inside = reason.replace('IsArray', 'getPrototypeOf');
  expect(() => read(revoked([]))).toThrow(
    new TypeError(`Stopper: the options cannot be read (${reason}). Pass an object, such as { verbose: 1 }.`),
  );
  expect(() => patience({ patience: revoked({}) })).toThrow(
    new TypeError(`Stopper: option \`patience\` cannot be read (${inside}). Pass a plain value.`),
  );
  expect(() => read({ lists: [revoked({})] }).copy('lists')).toThrow(
    new TypeError(`Stopper: option \`lists\` cannot be read (${inside}). Pass a plain value.`),
  );
  expect(show(revoked([]))).toBe('a revoked proxy');
});

test('a copy is of arrays and plain objects, so many levels deep', () => {
  const lists = { names: ['a', 'b'], when: new Date(0) };
  const copy = read({ lists }).copy('lists', 2);
  const shallow = read({ lists }).copy('lists');
  lists.names.push('c');
  expect(copy).toEqual({ names: ['a', 'b'], when: lists.when });
  expect((copy as typeof lists).when).toBe(lists.when);
  expect(shallow?.names).toBe(lists.names);
});

test('a hole in a copied array is a value, which a check sees', () => {
  expect(Object.keys(read({ lists: new Array(2) }).copy('lists') as object)).toEqual(['0', '1']);
});

test('a value is shown on one line, and cut where it is long', () => {
  const long = 'x'.repeat(501);
  expect(show(long)).toBe(`"${'x'.repeat(500)}…"`);
  expect(show(Symbol('a\u001b[2J'))).toBe('Symbol(a\\u{1b}[2J)');
  expect(() => read({ '\u001b[2J\n': 1 }).done()).toThrow(
    'Stopper: option `\\u{1b}[2J\\u{a}` is unknown. Pass one of .',
  );
  expect(() => read({ [long]: 1 }).done()).toThrow(`Stopper: option \`${'x'.repeat(500)}…\` is unknown. Pass one of .`);
});
