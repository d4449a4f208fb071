// Runs a sweep that may be killed: node sweep-in-child.js OPTIONS, as JSON. Prints the result as JSON.
import { sweep } from '../dist/index.js';

const { best, trials } = await sweep(JSON.parse(process.argv[2]));
console.log(JSON.stringify({ best, trials }));
