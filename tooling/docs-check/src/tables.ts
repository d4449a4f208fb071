/** What stands under a heading of the second level, up to the next one. Empty when there is no such heading. */
export function sectionOf(document: string, title: string): string {
  const [, section = ''] = `${document}\n## `.split(`\n## ${title}\n`);
  return section.slice(0, section.indexOf('\n## '));
}

/** The rows of all tables, without the heads: the trimmed text of each cell. */
export function tableOf(text: string): string[][] {
  const lines = text.split('\n');
  const isRow = (line: string | undefined): boolean => line?.startsWith('|') === true;
  const isBelowHead = (line: string, at: number): boolean =>
    isRow(line) && isRow(lines[at - 1]) && !line.startsWith('| --');
  return lines.filter(isBelowHead).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
