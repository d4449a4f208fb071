import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOf } from './blocks.js';
import type { Document } from './documents.js';

const LINK = /\]\(([^)\s]+)\)/g;
const INLINE_CODE = /`[^`\n]*`/g;

/**
 * The links of a document that lead nowhere: to a file that is not there, or to a heading that its document has not.
 * Addresses on the web are not followed.
 *
 * @param root the folder from which the paths of all documents count
 */
export function brokenLinks(document: Document, documents: readonly Document[], root: string): string[] {
  const links = [...textOf(document.text).replaceAll(INLINE_CODE, '').matchAll(LINK)].map(([, target = '']) => target);
  return links.filter((target) => !/^\w+:/.test(target) && !leadsSomewhere(target, document, documents, root));
}

function leadsSomewhere(target: string, from: Document, documents: readonly Document[], root: string): boolean {
  const [file = '', anchor] = target.split('#');
  let path = file === '' ? from.path : join(dirname(from.path), file);
  if (path.startsWith('..') || !existsSync(join(root, path))) return false;
  if (anchor === undefined) return true;
  if (statSync(join(root, path)).isDirectory()) path = join(path, 'README.md');
  const document = path === from.path ? from : documents.find((one) => one.path === path);
  return document !== undefined && anchorsOf(document.text).includes(anchor);
}

/** What GitHub makes of headings. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...textOf(text).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}
