import { localPath } from '@cb/files';
import { endingOf } from '../keras/format.js';
import type { Template } from './template.js';

/** The place where all checkpoints of a template go: the last directory before its first replacement field. */
export class Location {
  /** The absolute path. */
  readonly root: string;
  /** How many directories a name adds to it: in `runs/{epoch}/model` two, in `.` none. */
  readonly levels: number;
  /** Whether there is one name alone. */
  readonly isFixed: boolean;
  readonly #prefix: string;
  readonly #ending: string;
  readonly #refuse: (remedy: string, cause?: Error) => Error;

  /**
   * @param template a path or `file://` URL
   * @param refuse makes the error for what is no path
   */
  constructor(template: Template, refuse: (remedy: string, cause?: Error) => Error) {
    this.#refuse = refuse;
    const [last, trailing] = isPOSIX() ? [/[^/]*$/, /\/+$/] : [/[^\\/]*$/, /[\\/]+$/];
    // Of `runs/model/` the last directory is `model`, as of `runs/model`.
    const fixed = template.names.length > 0 ? template.fixed : template.fixed.replace(trailing, '');
    this.#prefix = fixed.replace(last, '');
    this.isFixed = template.names.length === 0;
    this.#ending = endingOf(template.text);
    this.root = localPath(this.#prefix || '.', refuse);
    const relative = this.relative(template.fill({}, (name) => name));
    this.levels = relative === '' ? 0 : relative.split('/').length;
  }

  /** The absolute path of a checkpoint, by its name. */
  path(name: string): string {
    return `${this.root}${this.#below(name)}`;
  }

  /** The path of a checkpoint relative to the root, with `/` on every system. */
  relative(name: string): string {
    const below = this.#below(name).replace(/^[\\/]/, '');
    return isPOSIX() ? below : below.replaceAll('\\', '/');
  }

  /** The name, as the user would write it, of a checkpoint that no template names, with the template's ending. */
  besides(name: string): string {
    return `${this.#prefix}${name}${this.#ending}`;
  }

  /** What a name adds to the root. The current directory may be another one by now: it plays no part. */
  #below(name: string): string {
    return localPath(name, this.#refuse).slice(localPath(this.#prefix || '.', this.#refuse).length);
  }
}

/** There a backslash is a character like any other, and so is a colon. */
export function isPOSIX(): boolean {
  return localPath('.', Error).startsWith('/');
}
