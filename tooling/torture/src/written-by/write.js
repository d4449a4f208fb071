// node src/written-by/write.js VERSION: writes with this version what every later one has to read. Run it once for each
// minor release; what is there is never written again.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ModelCheckpoint } from '@cb/checkpoint';
import { TensorBoard } from '@cb/tensorboard';
import { Callback } from '@cb-tooling/backend/tf';
import { textOfModel } from '../bytes/what-a-model-is.js';
import { train } from '../saves/toy-training.js';
import { smallModel } from '../small-model.js';
import { backupOf, MODELS, statefulCallbacks, WEIGHTS } from './training.js';

const EPOCHS = 3;

const version = process.argv[2] ?? '';
const directory = fileURLToPath(new URL(`../../test/fixtures/written-by/${version}`, import.meta.url));
if (!/^\d+\.\d+\.\d+$/.test(version) || existsSync(directory)) {
  console.error(`write: the version is "${version}". Pass one like 0.1.0 of which nothing is there.`);
  process.exit(2);
}
mkdirSync(directory, { recursive: true });
// The state of a checkpoint has its paths, which are not to be those of this computer.
process.chdir(directory);
const model = smallModel();
const callbacks = statefulCallbacks();
const files = [...MODELS, ...WEIGHTS].map((ending) => {
  return new ModelCheckpoint(`model${ending}`, { saveWeightsOnly: WEIGHTS.includes(ending) });
});
const board = new TensorBoard({ logDir: 'logs', histogramFreq: 1, hparams: { units: 5 } });
/** @type {object | undefined} */
let lastEpoch;
const witness = new (class extends Callback {
  /** @override */
  async onEpochEnd() {
    lastEpoch = await stateOf();
  }
})();
const all = [...callbacks, ...files, board, witness, backupOf(callbacks)];
await train(model, { epochs: EPOCHS, callbacks: all });
// Some callbacks leave other weights when training ends, which the backup has.
const expected = { epochs: EPOCHS, lastEpoch, end: await stateOf() };
writeFileSync('expected.json', `${JSON.stringify(expected)}\n`);

async function stateOf() {
  const { weights, remembered } = JSON.parse(await textOfModel(model));
  return { weights, remembered };
}
