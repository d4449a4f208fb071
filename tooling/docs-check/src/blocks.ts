export interface Block {
  /** The word behind the backticks; empty for output. */
  kind: string;
  code: string;
  /** Of the backticks, from 1. */
  line: number;
}

const FENCED = /^```(\w*)[^\n]*\n(.*?)^```$/gms;

/** The fenced blocks of a document. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCED)].map(({ 1: kind = '', 2: code = '', index }) => {
    return { kind, code, line: text.slice(0, index).split('\n').length };
  });
}

/** A document without its fenced blocks: what is written as text. */
export function textOf(document: string): string {
  return document.replaceAll(FENCED, '');
}
