import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.js';

const ARTIFACT = 'org.tensorflow:tensorflow-core-api:0.3.3:jar:linux-x86_64';
const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack';
const FOLDER = 'org/tensorflow/internal/c_api/linux-x86_64';

/** TensorFlow 2.4.1 for the CPU; the second library is what the first one loads. */
export const LIBRARY = 'libtensorflow_cc.so.2';
const FRAMEWORK = 'libtensorflow_framework.so.2';
export const LIBRARIES = [LIBRARY, FRAMEWORK];

const SHA256 = {
  [LIBRARY]: '5f3e11f6dfa68ecc23a29f1641ee6b50b755a74456c3bdf5931ff6a36b2607f8',
  [FRAMEWORK]: '294ae4d181a0b799bc3701478c2776ca617dfe144af8868d8dddd57246d6f154',
};

/**
 * Has Maven fetch and unpack the libraries. Maven's local repository keeps the download.
 *
 * @param {string} scratch an existing folder, where Maven may also leave its own marks
 * @returns {string} the folder of the libraries, below `scratch`
 */
export function fetchLibraries(scratch) {
  console.info('native: fetching TensorFlow 2.4.1 with Maven (62 MB, unless its local repository has it).');
  run(
    'mvn',
    [
      ...['--quiet', '--batch-mode', '--strict-checksums', UNPACK],
      ...[`-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${scratch}`],
      `-Dmdep.unpack.includes=${LIBRARIES.map((file) => `${FOLDER}/${file}`).join()}`,
    ],
    scratch,
  );
  const folder = path.join(scratch, FOLDER);
  for (const [file, checksum] of Object.entries(SHA256)) {
    verify(path.join(folder, file), checksum);
    chmodSync(path.join(folder, file), 0o755);
  }
  return folder;
}

/**
 * @param {string} file
 * @param {string} checksum
 */
function verify(file, checksum) {
  const actual = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (actual !== checksum) throw new Error(`${path.basename(file)} has SHA-256 ${actual}, expected ${checksum}.`);
}
