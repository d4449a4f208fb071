import { parseArgs } from 'node:util';

/** What the user asks for. */
export type Command = { name: 'help' | 'version' } | ListCommand | VerifyCommand | ConvertCommand;

export interface ListCommand {
  name: 'ls';
  directory: string;
  asJSON: boolean;
}

export interface VerifyCommand {
  name: 'verify';
  /** At least one. */
  paths: readonly string[];
}

export interface ConvertCommand {
  name: 'convert';
  source: string;
  target: string;
  model: string | undefined;
  force: boolean;
}

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/** What each command takes. */
const COMMANDS = {
  ls: { operands: ['DIR'], options: ['json'], usage: 'ls DIR [--json]' },
  verify: { operands: ['PATH'], options: [], usage: 'verify PATH...', takesMore: true },
  convert: {
    operands: ['SOURCE', 'TARGET'],
    options: ['model', 'force'],
    usage: 'convert SOURCE TARGET [--model PATH] [--force]',
  },
} satisfies Record<string, Syntax>;

interface Syntax {
  operands: string[];
  options: string[];
  usage: string;
  takesMore?: boolean;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  force: { type: 'boolean' },
  model: { type: 'string' },
} as const;

/** @throws UsageError that says what to pass instead */
export function parseCommandLine(args: readonly string[]): Command {
  const line = { args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true } as const;
  const { values, positionals, tokens } = parseArgs(line);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, ...operands] = positionals;
  if (!isCommand(name)) {
    const what = name === undefined ? 'no command was given' : `there is no command "${name}"`;
    throw new UsageError(`${what}. Pass ls, verify or convert, or --help.`);
  }
  for (const token of tokens) if (token.kind === 'option') checkOption(name, token);
  checkOperands(name, operands);
  const [first = '', second = ''] = operands;
  if (name === 'ls') return { name, directory: first, asJSON: values.json === true };
  if (name === 'verify') return { name, paths: operands };
  const model = typeof values.model === 'string' ? values.model : undefined;
  return { name, source: first, target: second, model, force: values.force === true };
}

type Name = keyof typeof COMMANDS;

function isCommand(name: string | undefined): name is Name {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

interface Option {
  name: string;
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function checkOption(command: Name, { name, rawName, value, inlineValue }: Option): void {
  const { options }: Syntax = COMMANDS[command];
  if (!options.includes(name)) throw misuse(command, `has no option ${rawName}`);
  if (OPTIONS[name as keyof typeof OPTIONS].type === 'boolean') {
    if (value !== undefined) throw misuse(command, `takes no value for ${rawName}, and got "${value}"`);
    return;
  }
  // `--model --force` is a forgotten value, `--model=--force` is none.
  if (!value || (!inlineValue && value.startsWith('-'))) throw misuse(command, `got no value for ${rawName}`);
}

function checkOperands(command: Name, operands: readonly string[]): void {
  const { operands: wanted, takesMore }: Syntax = COMMANDS[command];
  const missing = wanted[operands.length];
  if (missing !== undefined) throw misuse(command, `got no ${missing}`);
  const extra = takesMore ? undefined : operands[wanted.length];
  if (extra !== undefined) throw misuse(command, `got one argument too many, "${extra}"`);
  // As a variable of a shell is that was never set. It would stand for the current directory.
  const empty = operands.indexOf('');
  if (empty >= 0) throw misuse(command, `got "" as ${wanted[empty] ?? wanted[0]}`);
}

function misuse(command: Name, what: string): UsageError {
  return new UsageError(`${command} ${what}. Run \`cb-checkpoint ${COMMANDS[command].usage}\`.`);
}
