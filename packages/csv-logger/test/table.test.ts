import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromText, toLine } from '../src/csv-text.js';
import { Table } from '../src/table.js';

const row = (cells: Record<string, string>) => new Map(Object.entries(cells));

describe('text', () => {
  test('a cell is quoted when it holds a separator, a quote or the end of a line, and else is not', () => {
    expect(toLine(['a', 'a,b', 'say "hi"', 'two\nlines', 'end\r', ' a;b ', ''], ',')).toBe(
      'a,"a,b","say ""hi""","two\nlines","end\r", a;b ,\r\n',
    );
    expect(toLine(['a,b', 'c;d'], ';')).toBe('a,b;"c;d"\r\n');
  });

  test('what was written is read back, whatever it is', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', ';', '"', '\r', '\n', 'ü', '^', ']', '\\', '-') });
    const line = fc.array(cell, { minLength: 2, maxLength: 4 });
    const separator = fc.constantFrom(',', ';', '\t', ' ', '|', '^', ']', '\\', '-', '.');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), separator, (written, by) => {
        const { lines, rest } = fromText(written.map((cells) => toLine(cells, by)).join(''), by);
        expect(lines.map(({ cells }) => cells)).toEqual(written);
        expect(rest).toBe('');
      }),
    );
  });

  test('a line may end as elsewhere, empty ones do not count, and each knows its number', () => {
    const { lines } = fromText('a,b\n\n"c\r\nc",d\r\n"e",\rf,g\r\r\n', ',');
    expect(lines).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 3, cells: ['c\r\nc', 'd'] },
      { number: 5, cells: ['e', ''] },
      { number: 6, cells: ['f', 'g'] },
    ]);
  });

  test('the rest is what does not end, or is no cell', () => {
    expect(fromText('a,b\r\nc,"d', ',').rest).toBe('c,"d');
    expect(fromText('a,b\r\nc,d', ',').rest).toBe('c,d');
    expect(fromText('a,b\r\n"c"d,e\r\nf,g\r\n', ',').rest).toBe('"c"d,e\r\nf,g\r\n');
  });
});

describe('rows', () => {
  test('the first one decides the columns: by name, with some for a validation that may come', () => {
    const table = new Table(',');
    expect(table.put(0, row({ loss: '0.5', acc: '0.1' }))).toBe(false);
    expect(String(table)).toBe('epoch,acc,loss,val_acc,val_loss\r\n0,0.1,0.5,NA,NA\r\n');
    const validated = new Table(',');
    validated.put(0, row({ val_loss: '0.7', loss: '0.5' }));
    expect(String(validated)).toBe('epoch,loss,val_loss\r\n0,0.5,0.7\r\n');
    const alike = new Table(',');
    alike.put(0, row({ interval_length: '1' }));
    expect(String(alike)).toBe('epoch,interval_length,val_interval_length\r\n0,1,NA\r\n');
  });

  test('columns stand in the order in which Python sorts them', () => {
    const table = new Table(',');
    table.put(0, row({ 'a😀': '1', 'a\uFB01': '2', ab: '3', a: '4', B: '5', é: '6', val_a: '7' }));
    expect(String(table)).toBe('epoch,B,a,ab,a\uFB01,a😀,val_a,é\r\n0,5,4,3,2,1,7,6\r\n');
    table.put(1, row({ '😀': '1', '\uFB01': '2' }));
    expect(String(table)).toContain('é,\uFB01,😀\r\n');
  });

  test('a line at the end is enough as long as the columns are', () => {
    const table = new Table(',');
    table.put(0, row({ loss: '3', val_loss: '3' }));
    expect(table.put(1, row({ val_loss: '2', loss: '2' }))).toBe(true);
    expect(table.lastLine).toBe('1,2,2\r\n');
    expect(table.put(2, row({ loss: '1' }))).toBe(true);
    expect(table.lastLine).toBe('2,1,NA\r\n');
    expect(table.put(3, row({ loss: '1', b: '5', a: '6' }))).toBe(false);
    expect(String(table)).toBe(
      'epoch,loss,val_loss,a,b\r\n0,3,3,NA,NA\r\n1,2,2,NA,NA\r\n2,1,NA,NA,NA\r\n3,1,NA,6,5\r\n',
    );
  });

  test('the row of an epoch takes the place of those of it and of later ones, wherever they stand', () => {
    const table = Table.parse('epoch,loss\r\n0,0\r\n1,1\r\n2,2\r\n1,1b\r\n', ',');
    expect(table.count).toBe(4);
    expect(table.lastEpoch).toBe(2);
    expect(table.put(1, row({ loss: '1c' }))).toBe(false);
    expect(String(table)).toBe('epoch,loss\r\n0,0\r\n1,1c\r\n');
    expect(table.lastEpoch).toBe(1);
  });

  test('where no row stays, the columns are decided anew', () => {
    const table = Table.parse('epoch,old\r\n0,1\r\n', ',');
    table.put(0, row({ val_loss: '1' }));
    expect(String(table)).toBe('epoch,val_loss\r\n0,1\r\n');
  });
});

describe('a file that is there', () => {
  test.each([
    ['of other lines', 'epoch,loss\n0,0.5\n'],
    ['that begins with a byte order mark', '\uFEFFepoch,loss\r\n0,0.5\r\n'],
    ['with a last line that was cut off', 'epoch,loss\r\n0,0.5\r\n1,0.'],
    ['cut off between the characters of a line end', 'epoch,loss\r\n0,0.5\r'],
    ['torn in its last line', 'epoch,loss\r\n0,0.5\r\n1,\0\0\0\0\r\n'],
    ['torn before its last line', 'epoch,loss\r\n0,0.5\r\n\0\0\0\0\0.25\r\n2,0.125\r\n'],
    ['torn to its end', 'epoch,loss\r\n0,0.5\r\n\0\0\0\0\0\0'],
    ['with empty lines', 'epoch,loss\r\r\n0,0.5\r\r\n'],
    ['with more quotes', '"epoch","loss"\r\n"0","0.5"\r\n'],
  ])('%s has the same rows', (_, text) => {
    expect(String(Table.parse(text, ','))).toBe('epoch,loss\r\n0,0.5\r\n');
  });

  test.each(['', 'epoch', 'epoch,lo'])('with nothing but %o has no rows', (text) => {
    const table = Table.parse(text, ',');
    expect(table.count).toBe(0);
    expect(table.lastEpoch).toBe(-1);
    table.put(0, row({ val_loss: '1' }));
    expect(String(table)).toBe('epoch,val_loss\r\n0,1\r\n');
  });

  test.each([
    ['name,value\r\n', ',', 'its first column is not "epoch", with "," as separator'],
    ['name', ',', 'its first column is not "epoch", with "," as separator'],
    ['epoch,loss\r\n0,1\r\n', ';', 'its first column is not "epoch", with ";" as separator'],
    ['epoch,loss\r\n0,1\r\nx,1\r\n', ',', 'line 3 begins with "x", which is no epoch'],
    ['epoch,loss\r\n0,1\r\n,1\r\n', ',', 'line 3 begins with "", which is no epoch'],
    ['epoch,loss\r\n0,1\r\n1.5,1\r\n', ',', 'line 3 begins with "1.5", which is no epoch'],
    ['epoch,loss\r\n0,1,2\r\n', ',', 'line 2 has 3 cells, and the header 2'],
    ['e\0p\0o\0c\0h\0\r\0\n\x000\0', ',', 'its first column is not "epoch", with "," as separator'],
    ['epoch,loss\r\n0\r\n', ',', 'line 2 has 1 cells, and the header 2'],
    ['epoch,loss\r\n0,"1"2\r\n1,2\r\n', ',', 'its text from "0,\\"1\\"2\\r\\n1,2\\r\\n" on is no CSV'],
  ])('%j is no log by %j', (text, separator, message) => {
    expect(() => Table.parse(text, separator)).toThrow(new Error(message));
  });

  test('is no log with zeros that are too far from its end to be what a power cut left', () => {
    const rest = '3,4\r\n'.repeat(14_000);
    expect(() => Table.parse(`epoch,loss\r\n0,1\r\n\0,2\r\n${rest}`, ',')).toThrow(
      new Error('line 3 begins with "\\u0000", which is no epoch'),
    );
  });
});
