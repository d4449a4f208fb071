import h5wasm from 'h5wasm';

export type Hdf5File = InstanceType<typeof h5wasm.File>;

/** An HDF5 file with anything in it. */
export async function hdf5(fill: (file: Hdf5File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/made.h5', 'w');
  fill(file);
  file.close();
  const bytes = FS.readFile('/made.h5');
  FS.unlink('/made.h5');
  return bytes;
}

/** A list of texts in as many parts as it takes. */
export function writeTexts(
  group: Pick<Hdf5File, 'create_attribute'>,
  name: string,
  texts: readonly string[],
  part = 4000,
) {
  for (let from = 0; from < texts.length; from += part) {
    group.create_attribute(`${name}${from / part}`, texts.slice(from, from + part));
  }
}
