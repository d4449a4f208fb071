/** What an option could be that nobody foresaw, made anew for each use. @type {Readonly<Record<string, () => unknown>>} */
export const VALUES = {
  null: () => null,
  'a symbol': () => Symbol('patience'),
  'a bigint': () => 1n,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  '-0': () => -0,
  'the largest number': () => Number.MAX_VALUE,
  'the smallest number': () => Number.MIN_VALUE,
  'a half': () => 0.5,
  'a negative number': () => -1,
  'an empty text': () => '',
  'a long text': () => 'x'.repeat(5000),
  'a text that steers': () => '\u001b[2J\u202e\n',
  __proto__: () => '__proto__',
  constructor: () => 'constructor',
  'a zero byte': () => 'a\0b',
  'an object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'a frozen object': () => Object.freeze({ a: 1 }),
  'an object with a key that is no name': () => JSON.parse('{"__proto__": {"polluted": 1}, "\\u001b[2J": 1, "": 1}'),
  'an array': () => [],
  'an array of holes': () => new Array(3),
  'an array in an array, very deep': () => deep((inner) => [inner]),
  'an object in an object, very deep': () => deep((inner) => ({ inner })),
  'an array of itself': () => withItself([]),
  'an object of itself': () => withItself({}),
  'a function': () => () => 1,
  'a class': () => class {},
  'a boxed number': () => Object(3),
  'a boxed text': () => Object('loss'),
  'a boxed truth': () => Object(true),
  'a date': () => new Date(0),
  'a map': () => new Map([['a', 1]]),
  'bytes that are detached': () => detached(),
  'a promise': () => Promise.resolve(1),
  'an object that is then no promise': () => Object.fromEntries([['then', () => {}]]),
  'an object that says what it is not': () => ({ toString: () => 'loss', valueOf: () => 1, toJSON: () => 1 }),
  'an object that throws when it is asked': () => throwing(),
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of an array': () => revoked([]),
  'an array of a revoked proxy': () => [revoked({})],
  'an object of a revoked proxy': () => ({ a: revoked({}) }),
  'a proxy that has everything': () => new Proxy({}, { get: () => 1, has: () => true }),
};

/** An object of which nothing can be learned: each question throws. */
export function throwing() {
  const refuse = () => {
    throw new Error('not yours');
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse]);
  return new Proxy({}, Object.fromEntries(traps));
}

/** @param {object} target */
export function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** @param {(inner: unknown) => unknown} wrap */
function deep(wrap) {
  /** @type {unknown} */
  let value = 1;
  for (let depth = 0; depth < 100_000; depth++) value = wrap(value);
  return value;
}

/** @param {any} value */
function withItself(value) {
  value[0] = value;
  return value;
}

function detached() {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}
