import { readable } from './readable.js';

/** The first sentence of an error of TensorFlow.js, without its full stop. */
export function reasonOf(cause: unknown): string {
  return readable((cause as Error).message.split(/[.:]?\s*\n|\. /)[0] as string);
}

/** Whether TensorFlow.js does not know the class of a layer, an initializer, an optimizer. */
export function isUnknownClass(cause: unknown): boolean {
  return /^Unknown [^:]+: /.test((cause as Error).message);
}

/** What to do about a model that cannot be built. */
export function remedyFor(cause: unknown): string {
  if (isUnknownClass(cause)) return 'Pass the class in `customObjects`.';
  if (/^Duplicate weight name/.test((cause as Error).message)) {
    return 'Give the layers of the model names of their own, those of nested models too, and save it again.';
  }
  return 'Load another checkpoint, or save this one again.';
}
