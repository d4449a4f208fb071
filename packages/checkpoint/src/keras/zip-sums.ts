const CENTRAL_ENTRY = 0x02014b50;
const END = 0x06054b50;

/** In bytes: of what ends an archive, and of an entry of its directory, but for its name and what follows. */
const [END_SIZE, ENTRY_SIZE] = [22, 46];

/**
 * The CRC-32 of the entries of a ZIP file by their names, as its directory has them.
 *
 * @see APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16
 */
export function sumsIn(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.byteLength - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  const sums = new Map<string, number>();
  if (end < 0) return sums;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + ENTRY_SIZE <= end; left--) {
    if (view.getUint32(at, true) !== CENTRAL_ENTRY) break;
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const text = new TextDecoder().decode(bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + name));
    sums.set(text, view.getUint32(at + 16, true));
    at += ENTRY_SIZE + name + extra + comment;
  }
  return sums;
}
