import type { Bucket } from '../opendal/bucket.js';
import { StoreError } from '../store-error.js';
import { decodeManifest, EMPTY, encodeManifest, type Manifest } from './manifest.js';

const NAME = /(?:^|\/)(?<number>\d{10})\.json$/;

/** So many manifests stay, for those who are just reading one. */
const KEPT = 10;

/** Before giving up on others who are always faster. */
const TURNS = 50;

/**
 * How often, and after how many milliseconds, a manifest that is not whole is read again before it counts as damaged.
 */
const READS = 40;
const READ_AGAIN_MS = 25;

/** A manifest and its number. */
export interface Numbered {
  number: number;
  manifest: Manifest;
}

/** What is under a number: no manifest if it is gone, or not whole. */
interface Found {
  isGone: boolean;
  manifest?: Manifest | undefined;
}

/** What changes from one manifest to the next. */
export type Change = Pick<Manifest, 'writers' | 'checkpoints'>;

/**
 * The manifests of a directory. The one with the highest number counts. Each is created under the next number, which
 * the store lets only one of several writers do: who comes second reads what the first has written, and tries again on
 * top.
 */
export class ManifestLog {
  readonly #bucket: Bucket;
  readonly #folder: string;
  #known: Numbered | undefined;

  /** @param folder the key of their folder, with its `/` */
  constructor(bucket: Bucket, folder: string) {
    this.#bucket = bucket;
    this.#folder = folder;
  }

  /** The manifest that counts; number 0 where nothing was ever written. One that is damaged is passed over. */
  async newest(): Promise<Numbered> {
    for (let turn = 0; turn < TURNS; turn++) {
      const numbers = await this.#numbers();
      const found = await this.#firstWhole(numbers);
      // Only a newer one makes one go that has just been listed.
      if (found !== 'gone') return found;
    }
    throw busy();
  }

  /**
   * Puts a manifest on top of the newest one.
   *
   * @param change gives what is to be in it, in place of what is, and the number it will have. Called again whenever
   * somebody else was faster. What it throws ends the attempt with nothing written.
   * @returns the manifest, which is there for good
   * @throws StoreError, which leaves open whether the manifest is there or will be, unless `change` threw it
   */
  async commit(change: (current: Manifest, number: number) => Change): Promise<Numbered> {
    let base = this.#known ?? (await this.newest());
    this.#known = undefined;
    for (let turn = 0; turn < TURNS; turn++) {
      const number = base.number + 1;
      const manifest = { ...change(base.manifest, number), id: crypto.randomUUID(), after: base.manifest.id };
      const isFirst = await this.#bucket.create(this.#key(number), encodeManifest(manifest));
      if ((isFirst || (await this.#idOf(number)) === manifest.id) && (await this.#isOnTop(number, manifest.id))) {
        this.#known = { number, manifest };
        return this.#known;
      }
      await sleep(Math.random() * 10 * 2 ** Math.min(turn, 6));
      base = await this.newest();
    }
    throw busy();
  }

  /**
   * {@link commit}, and finds out whether the store minds conditions: what is there must not be created again.
   *
   * @throws StoreError if it does not
   */
  async begin(change: (current: Manifest, number: number) => Change): Promise<Numbered> {
    const begun = await this.commit(change);
    if (!this.#bucket.mindsConditions) return begun;
    const isCreated = await this.#bucket.create(this.#key(begun.number), encodeManifest(begun.manifest));
    if (!isCreated) return begun;
    throw new StoreError(
      "the store ignores the condition of a write, so that two trainings could overwrite each other's checkpoints",
      'Pass `singleWriter: true` to objectStore() if no two of them ever write there at a time.',
    );
  }

  /**
   * Whether a manifest that was created is one of those that lead to the newest. It is not if its number was taken
   * before and cleared away since, while its writer slept: then it is removed. Clears away old ones too.
   */
  async #isOnTop(number: number, id: string): Promise<boolean> {
    const numbers = await this.#numbers();
    const top = numbers[0] ?? 0;
    if (top > number && (await this.#settled(number + 1)).manifest?.after !== id) {
      await this.#bucket.remove(this.#key(number));
      return false;
    }
    const old = numbers.filter((one) => one <= top - KEPT);
    // What cannot be cleared away goes another time.
    for (const one of old) await this.#bucket.remove(this.#key(one)).catch(() => {});
    return true;
  }

  async #firstWhole(numbers: readonly number[]): Promise<Numbered | 'gone'> {
    const [top = 0] = numbers;
    for (const number of numbers) {
      const { isGone, manifest } = await (number === top ? this.#settled(number) : this.#read(number));
      if (isGone) return 'gone';
      // The next one is to have a number above all that are there.
      if (manifest) return { number: top, manifest };
      console.warn(`objectStore: passes over "${this.#bucket.url}/${this.#key(number)}", which is damaged.`);
    }
    return { number: top, manifest: EMPTY };
  }

  /**
   * A manifest that may be just being written. A store shows an object when all of it is there, but a disk a file
   * before: to pass over it would lose what its writer commits.
   */
  async #settled(number: number): Promise<Found> {
    let found = await this.#read(number);
    for (let read = 0; read < READS && !found.isGone && !found.manifest; read++) {
      await sleep(READ_AGAIN_MS);
      found = await this.#read(number);
    }
    return found;
  }

  async #idOf(number: number): Promise<string | undefined> {
    return (await this.#read(number)).manifest?.id;
  }

  async #read(number: number): Promise<Found> {
    const bytes = await this.#bucket.get(this.#key(number));
    return bytes ? { isGone: false, manifest: decodeManifest(bytes) } : { isGone: true };
  }

  /** Those that are there, the highest first. */
  async #numbers(): Promise<number[]> {
    const keys = await this.#bucket.list(this.#folder);
    const numbers = keys.flatMap((key) => NAME.exec(key)?.groups?.number ?? []).map(Number);
    return numbers.sort((a, b) => b - a);
  }

  #key(number: number): string {
    return `${this.#folder}${String(number).padStart(10, '0')}.json`;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function busy(): StoreError {
  return new StoreError(
    'others write to the same directory all the time',
    'Give each training a directory of its own.',
  );
}
