import { spawnSync } from 'node:child_process';

const TOOLS = {
  pnpm: 'Start this as `npx --yes pnpm native`.',
  mvn: 'Install Maven (Debian and Ubuntu: `apt-get install maven`), which fetches the TensorFlow library.',
  'g++': 'Install a C++17 compiler (Debian and Ubuntu: `apt-get install g++`), which builds the addon.',
};

/**
 * One sentence on the first thing that this machine lacks, with the remedy; nothing when all is there.
 *
 * @param {{ system?: string, runs?: (tool: string) => boolean }} [machine] the running one unless a test says otherwise
 */
export function missingRequirement({ system = `${process.platform} ${process.arch}`, runs = startsHere } = {}) {
  if (system !== 'linux x64') return `this is ${system}. The library is built for linux x64 only; use WASM here.`;
  const missing = Object.entries(TOOLS).find(([tool]) => !runs(tool));
  return missing && `\`${missing[0]}\` does not start. ${missing[1]}`;
}

/** @param {string} tool */
function startsHere(tool) {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}
