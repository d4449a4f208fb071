export const HELP = `Usage: cb-checkpoint COMMAND

ls DIR [--json]
  Lists the checkpoints of a directory, in the order in which they were written.
  The best is marked, if a metric decided about them.
  --json         what the index says of them, as JSON

verify PATH...
  Reads checkpoints to the end, or all in a directory, and compares them with
  what was written: with the index, or with what a checkpoint says of itself.
  Exit code 1 if one is damaged or missing, or if there is none.

convert SOURCE TARGET [--model PATH] [--force]
  Writes a checkpoint in the format of TARGET: a file of Keras if it ends in
    .keras .h5 .hdf5            the whole model
    .weights.h5 .safetensors    the weights alone
  and otherwise a directory of TensorFlow.js.
  --model PATH   for a SOURCE of weights alone: a checkpoint of the whole model,
                 from which the layers are taken, and how it was compiled, but
                 not its weights and not the state of its optimizer
  --force        replace a TARGET that exists

--help, --version`;
