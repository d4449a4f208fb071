/**
 * A disk as pessimistic as POSIX allows. What a file holds is on it for certain only after an `fsync` of the file, and a
 * name only after an `fsync` of its directory; before, it may be there or not.
 *
 * @typedef {{ id: number, bytes: Uint8Array, synced: number }} File `synced` is how many of the bytes are there for certain
 * @typedef {{ names: Map<string, Node>, pending: Change[] }} Directory `names` are there for certain, `pending` maybe
 * @typedef {File | Directory} Node
 * @typedef {{ remove?: string, add?: [string, Node] }} Change
 */

/**
 * What became of bytes that were not on the disk for certain: none are there; half of them are there; as many, but zeros; the
 * second half, behind zeros.
 *
 * @typedef {'empty' | 'cut' | 'zeros' | 'torn'} Loss
 */

export class Disk {
  /** @type {Directory} */
  #root = { names: new Map(), pending: [] };
  #files = 0;

  /** @param {import('./intercept-files.js').FileCall & { size?: number }} call `size` of a file when its `fsync` began */
  apply({ kind, path, to, bytes, flags, size = 0 }) {
    const [directory, name] = this.#parentOf(path);
    if (kind === 'mkdir') directory.pending.push({ add: [name, { names: new Map(), pending: [] }] });
    if (kind === 'rmdir') directory.pending.push({ remove: name });
    const node = current(directory).get(name);
    if (kind === 'unlink' && node) directory.pending.push({ remove: name });
    if (kind === 'open' && !node) directory.pending.push({ add: [name, this.#newFile(String(flags))] });
    if (kind === 'rename') {
      const [target, newName] = this.#parentOf(String(to));
      if (target !== directory || !node) throw new Error(`disk: cannot rename ${path} to ${to}`);
      directory.pending.push({ remove: name, add: [newName, node] });
    }
    if (kind === 'write') {
      const file = /** @type {File} */ (node);
      file.bytes = Buffer.concat([file.bytes, /** @type {Uint8Array} */ (bytes)]);
    }
    if (kind === 'fsync') sync(/** @type {Node} */ (path === '' ? this.#root : node), size);
  }

  /**
   * All that may be found in a directory when the power comes back: files by their paths, and `undefined` for directories.
   *
   * @param {string} name of a directory in the uppermost one
   * @returns {Iterable<{ key: string, tree: Map<string, Uint8Array | undefined> }>} equal trees have equal keys
   */
  *afterPowerCut(name) {
    const isHere = (/** @type {Change} */ { remove, add }) => remove === name || add?.[0] === name;
    const root = { names: only(name, this.#root.names), pending: this.#root.pending.filter(isHere) };
    const pending = [...pendingBelow(root)];
    /** @type {((change: Change) => boolean)[]} */
    const fates = [
      () => true,
      () => false,
      ...pending.flatMap((one) => [(/** @type {Change} */ it) => it === one, (/** @type {Change} */ it) => it !== one]),
    ];
    for (const isKept of fates) {
      for (const loss of /** @type {Loss[]} */ (['empty', 'cut', 'zeros', 'torn'])) yield treeOf(root, isKept, loss);
    }
  }

  /** @param {string} flags */
  #newFile(flags) {
    if (!flags.startsWith('wx'))
      throw new Error(`disk: does not know what a file that is opened with "${flags}" holds`);
    return { id: ++this.#files, bytes: new Uint8Array(), synced: 0 };
  }

  /**
   * @param {string} path relative, with `/`
   * @returns {[Directory, string]}
   */
  #parentOf(path) {
    const segments = path.split('/');
    const name = String(segments.pop());
    let directory = this.#root;
    for (const segment of segments) directory = /** @type {Directory} */ (current(directory).get(segment));
    return [directory, name];
  }
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, Node>} names
 */
function only(name, names) {
  return new Map([...names].filter(([one]) => one === name));
}

/**
 * @param {Node} node
 * @param {number} size
 */
function sync(node, size) {
  if ('bytes' in node) node.synced = Math.max(node.synced, size);
  else {
    node.names = current(node);
    node.pending = [];
  }
}

/**
 * @param {Directory} directory
 * @param {(change: Change) => boolean} isKept
 */
function current({ names, pending }, isKept = () => true) {
  const result = new Map(names);
  for (const change of pending.filter(isKept)) {
    if (change.remove !== undefined) result.delete(change.remove);
    if (change.add) result.set(...change.add);
  }
  return result;
}

/**
 * @param {Directory} directory
 * @returns {Iterable<Change>}
 */
function* pendingBelow(directory) {
  yield* directory.pending;
  for (const node of current(directory).values()) if ('names' in node) yield* pendingBelow(node);
}

/**
 * @param {Directory} directory
 * @param {(change: Change) => boolean} isKept
 * @param {Loss} loss
 */
function treeOf(directory, isKept, loss) {
  const tree = new Map();
  let key = '';
  const walk = (/** @type {Directory} */ below, /** @type {string} */ path) => {
    for (const [name, node] of current(below, isKept)) {
      const itsPath = `${path}${name}`;
      if ('names' in node) {
        tree.set(itsPath, undefined);
        key += `${itsPath}/\n`;
        walk(node, `${itsPath}/`);
      } else {
        tree.set(itsPath, survivingBytes(node, loss));
        key += `${itsPath} ${node.id} ${node.bytes.length} ${node.synced} ${node.synced < node.bytes.length ? loss : ''}\n`;
      }
    }
  };
  walk(directory, '');
  return { key, tree };
}

/**
 * @param {File} file
 * @param {Loss} loss
 */
function survivingBytes({ bytes, synced }, loss) {
  const half = synced + Math.floor((bytes.length - synced) / 2);
  if (loss === 'empty') return bytes.subarray(0, synced);
  if (loss === 'cut') return bytes.subarray(0, half);
  if (loss === 'torn') {
    return Buffer.concat([bytes.subarray(0, synced), new Uint8Array(half - synced), bytes.subarray(half)]);
  }
  return Buffer.concat([bytes.subarray(0, synced), new Uint8Array(bytes.length - synced)]);
}
