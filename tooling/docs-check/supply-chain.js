// pnpm verify supply-chain: asks the registry for known vulnerabilities of what our packages bring along.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const { stdout, stderr } = spawnSync('npx', ['--yes', 'pnpm', 'audit', '--prod', '--json'], { cwd, encoding: 'utf8' });

/** @type {{ advisories?: Record<string, { module_name: string, severity: string, title: string }>, error?: unknown }} */
const report = parsed(stdout);
if (report.advisories === undefined) {
  const [reason = 'no answer'] = /responded with \d+|ERR_PNPM_\w+/.exec(stdout + stderr) ?? [];
  console.info(`supply-chain is skipped: the registry does not tell (${reason})`);
} else {
  const advisories = Object.values(report.advisories);
  for (const { module_name, severity, title } of advisories) console.error(`${module_name}: ${severity}: ${title}`);
  console.info(`supply-chain: ${advisories.length} known vulnerabilities`);
  if (advisories.length > 0) process.exitCode = 1;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
