#!/usr/bin/env node
import { main } from './main.js';
import { complain } from './print.js';

// Who reads may have read enough, as `head` does. Not all was said then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') complain(error.message);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2));
