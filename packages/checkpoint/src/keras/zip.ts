import crc32 from 'crc-32';

const LOCAL_ENTRY = 0x04034b50;
const CENTRAL_ENTRY = 0x02014b50;
const END = 0x06054b50;

/** As of PKZIP 2.0, which is enough for what is stored. */
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the first day of the format: the same model makes the same bytes. */
const DATE = 0x0021;

/**
 * A ZIP file whose entries are stored as they are: weights do not compress, and are not copied here.
 *
 * @param entries of less than 4 GiB in all
 * @returns its bytes, in order
 * @see APPNOTE.TXT of PKWARE, 4.3
 */
export function zip(entries: Readonly<Record<string, Uint8Array>>): Uint8Array[] {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [entry, bytes] of Object.entries(entries)) {
    const name = new TextEncoder().encode(entry);
    const sums = [crc32.buf(bytes, 0), bytes.length, bytes.length];
    const about = [VERSION, UTF8_NAMES, 0, 0, DATE];
    const local = header(LOCAL_ENTRY, about, sums, [name.length, 0]);
    directory.push(header(CENTRAL_ENTRY, [VERSION, ...about], sums, [name.length, 0, 0, 0, 0], [0, offset]), name);
    files.push(local, name, bytes);
    offset += local.length + name.length + bytes.length;
  }
  const count = directory.length / 2;
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return [...files, ...directory, header(END, [0, 0, count, count], [size, offset], [0])];
}

/** Numbers of 4 bytes, and in between of 2: a signature, then by turns. */
function header(signature: number, ...parts: number[][]): Uint8Array {
  const bytes = new Uint8Array(4 + parts.reduce((sum, part, turn) => sum + part.length * (turn % 2 === 0 ? 2 : 4), 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [turn, part] of parts.entries()) {
    for (const value of part) {
      if (turn % 2 === 0) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += turn % 2 === 0 ? 2 : 4;
    }
  }
  return bytes;
}
