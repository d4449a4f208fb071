/** Control characters, and halves of a character that UTF-8 cannot have. */
const UNSUITABLE = /[\p{Cc}\p{Cs}]/gu;

/**
 * A tag as TensorBoard shows it: without slashes at the beginning, which would be a group without a name, and with `_`
 * for what is no character to read.
 */
export function cleanTag(tag: string): string {
  return tag.replace(UNSUITABLE, '_').replace(/^\/+/, '');
}
