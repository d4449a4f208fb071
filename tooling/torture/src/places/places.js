/** The files and directories of each callback that writes, relative to the directory of a training. @type {Record<string, readonly string[]>} */
export const PLACES = {
  'ModelCheckpoint with directories': [
    'checkpoints',
    'checkpoints/1',
    'checkpoints/1/model.json',
    'checkpoints/checkpoints.json',
    'checkpoints/checkpoints.jsonl',
  ],
  'ModelCheckpoint with .keras': ['checkpoints', 'checkpoints/1.keras', 'checkpoints/checkpoints.json'],
  'ModelCheckpoint with .h5': ['checkpoints/1.h5'],
  'ModelCheckpoint with .weights.h5': ['checkpoints/1.weights.h5'],
  'ModelCheckpoint with .safetensors': ['checkpoints/1.safetensors'],
  BackupAndRestore: ['backup', 'backup/model.json'],
  CSVLogger: ['log.csv'],
  TensorBoard: ['logs', 'logs/train', 'logs/train/events.out.tfevents.9999999999.other.1.0'],
};
