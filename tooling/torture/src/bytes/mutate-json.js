/** @typedef {import('../chance.js').Chance} Chance */

/** What a file may have where something else should be. */
const VALUES = [
  null,
  true,
  '',
  'x',
  '__proto__',
  '../../etc/passwd',
  '\u0000',
  '\u001b[2J',
  'x'.repeat(10_000),
  -1,
  0,
  0.5,
  1,
  255,
  2 ** 31,
  2 ** 53,
  1e308,
  -0,
  'NaN',
  [],
  [[]],
  [null],
  [-1],
  [2 ** 31, 2 ** 31],
  [1e9],
  {},
  { length: 2 ** 32 },
  { toString: 'x' },
  { class_name: 'Dense', config: {} },
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
];

const NAMES = ['__proto__', 'constructor', 'toString', '', 'name', 'length', 'x'.repeat(10_000)];

/**
 * Changes something in JSON so that it stays JSON.
 *
 * @param {string} text
 * @param {Chance} chance
 * @returns {{ text: string, what: string }}
 */
export function mutateJSON(text, chance) {
  const root = { value: JSON.parse(text) };
  const spots = spotsIn(root, '$');
  const { holder, name, path } = chance.pick(spots);
  const what = change(holder, name, chance, spots);
  const mutant = JSON.stringify(root.value) ?? 'null';
  // That it is written twice, is nested or is followed by something is not for JSON.stringify.
  if (chance.isOf(0.02)) return { text: mutant + mutant, what: `${path} ${what}, all of it twice` };
  if (chance.isOf(0.02)) {
    return { text: `${'['.repeat(50_000)}${mutant}${']'.repeat(50_000)}`, what: `${path} ${what}, nested` };
  }
  return { text: mutant, what: `${path} ${what}` };
}

/**
 * @param {any} holder
 * @param {string} name
 * @param {Chance} chance
 * @param {readonly Spot[]} spots
 */
function change(holder, name, chance, spots) {
  const way = chance.pick(['value', 'value', 'number', 'gone', 'renamed', 'twice', 'moved']);
  if (way === 'number' && typeof holder[name] === 'number') {
    holder[name] = chance.pick([holder[name] + 1, -holder[name], holder[name] * 2 ** 31, holder[name] / 3]);
    return `is ${holder[name]}`;
  }
  if (way === 'gone') {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else delete holder[name];
    return 'is gone';
  }
  if (way === 'renamed' && !Array.isArray(holder)) {
    const renamed = chance.pick(NAMES);
    const value = holder[name];
    delete holder[name];
    Object.defineProperty(holder, renamed, { value, enumerable: true, configurable: true, writable: true });
    return `is called ${renamed.slice(0, 20)}`;
  }
  if (way === 'twice' && Array.isArray(holder)) {
    const times = chance.isOf(0.05) ? 10_000 : 1;
    const value = holder[Number(name)];
    holder.splice(Number(name), 0, ...Array.from({ length: times }, () => value));
    return `is there ${times} times more`;
  }
  if (way === 'moved') {
    const other = chance.pick(spots);
    holder[name] = structuredClone(other.holder[other.name]) ?? null;
    return `is what ${other.path} is`;
  }
  holder[name] = structuredClone(chance.pick(VALUES));
  return `is ${String(JSON.stringify(holder[name])).slice(0, 40)}`;
}

/** @typedef {{ holder: any, name: string, path: string }} Spot */

/**
 * Every value below, and who holds it under which name.
 *
 * @param {any} holder
 * @param {string} path
 * @returns {Spot[]}
 */
function spotsIn(holder, path) {
  return Object.keys(holder).flatMap((name) => {
    const value = holder[name];
    const inner = `${path}.${name}`;
    const below = typeof value === 'object' && value !== null ? spotsIn(value, inner) : [];
    return [{ holder, name, path: inner }, ...below];
  });
}
