import { Tally } from './src/tally.js';
import { killWholeTrainings } from './src/whole/kills.js';
const tally = new Tally(); const b=performance.now();
await killWholeTrainings({ kills: Number(process.argv[2]), seed: Number(process.argv[3]) }, tally);
console.log(tally.attempts, tally.faults, (performance.now()-b)/1000, tally.remarks); console.log(tally.harms.join('\n'));
