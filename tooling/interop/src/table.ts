/** The greatest differences by what was carried where, to be printed at the end. */
export class Differences {
  readonly #cells = new Map<string, Map<string, number | string>>();

  add(row: string, column: string, difference: number | string): void {
    const cells = this.#cells.get(row) ?? new Map();
    cells.set(column, difference);
    this.#cells.set(row, cells);
  }

  print(title: string): void {
    const columns = [...new Set([...this.#cells.values()].flatMap((cells) => [...cells.keys()]))];
    const first = Math.max(...[...this.#cells.keys()].map((row) => row.length), 0);
    const line = (cells: string[]) =>
      cells
        .map((cell, index) => cell.padEnd(index === 0 ? first : 19))
        .join(' ')
        .trimEnd();
    const rows = [...this.#cells].map(([row, cells]) => {
      return line([row, ...columns.map((column) => shown(cells.get(column)))]);
    });
    console.info([title, line(['', ...columns]), ...rows].join('\n'));
  }
}

function shown(difference: number | string | undefined): string {
  if (difference === undefined) return '';
  return typeof difference === 'string' ? difference : difference === 0 ? '0' : difference.toExponential(1);
}
