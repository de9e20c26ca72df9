import { readFileSync } from 'node:fs';
import { VljepaError } from '../errors.js';
import { nearest } from '../parameters/nearest.js';
import { complain } from '../program.js';

export interface Command {
  /** One line of the help text. */
  readonly summary: string;
  /** Loads the module that is the command: a program that reads `process.argv` from its third entry. */
  readonly start: () => Promise<unknown>;
}

export type Commands = Readonly<Record<string, Command>>;

/**
 * Starts the command that the command line names, with the arguments behind its name. `--help` and
 * `--version` before a command are answered here. Where there is no such command, or it does not start,
 * says so and sets the exit code.
 *
 * @param program what the user has typed so far: `vljepa`, `vljepa pack`
 */
export async function startCommand(program: string, commands: Commands): Promise<void> {
  try {
    await start(program, commands);
  } catch (error) {
    process.exitCode = complain('vljepa', error);
  }
}

/** @throws COMMAND_LINE where no command or an unknown one is named, with the nearest that there is */
async function start(program: string, commands: Commands): Promise<void> {
  const name = process.argv[2];
  if (name === '--help' || name === '-h') {
    process.stdout.write(usage(program, commands));
  } else if (name === '--version') {
    process.stdout.write(`vljepa ${version()}\n`);
  } else if (name !== undefined && Object.hasOwn(commands, name)) {
    process.argv.splice(2, 1);
    await commands[name]!.start();
  } else {
    throw new VljepaError('COMMAND_LINE', expected(program, Object.keys(commands), name));
  }
}

function usage(program: string, commands: Commands): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}\n`,
  );
  return `Usage: ${program} COMMAND [ARGUMENT...]

${lines.join('')}
${program} COMMAND --help explains a command. --version prints the version.
`;
}

function expected(program: string, names: readonly string[], got: string | undefined): string {
  const came = got === undefined ? 'no command' : JSON.stringify(got);
  const meant = got === undefined ? undefined : nearest(got, names);
  const question = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `expected a command (${names.join(', ')}) after ${program}, got ${came}${question}; see --help`;
}

/** Of the package, from dist/src/cli/. */
function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
