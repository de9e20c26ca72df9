import { VljepaError, consequenceOf, describeError } from './errors.js';

/** Set to anything, it adds the stack trace to the report of an internal error. */
const DEBUG = 'VLJEPA_DEBUG';

/** Whether internal errors are reported with their stack trace. */
export function wantsStack(): boolean {
  return Boolean(process.env[DEBUG]);
}

/**
 * Writes one line to standard error that says why a program ends early.
 *
 * @returns its exit code: 2 where the command line cannot be followed, else 1
 */
export function complain(program: string, error: unknown): 1 | 2 {
  if (error instanceof VljepaError) {
    process.stderr.write(`${program}: ${oneLine(describeError(error))}\n`);
    return consequenceOf(error) === 'usage error' ? 2 : 1;
  }
  // From the file system and the like: the message says what failed, and where.
  if (error instanceof Error && 'syscall' in error) {
    process.stderr.write(`${program}: ${oneLine(error.message)}\n`);
    return 1;
  }
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = wantsStack() ? `${(error as Error)?.stack}\n` : '';
  process.stderr.write(
    `${program}: internal error: ${oneLine(reason)}; please report it in the project's ` +
      `issue tracker, with the output of the same command when ${DEBUG}=1 is set\n${stack}`,
  );
  return 1;
}

/**
 * What `read` makes of a command line.
 *
 * @throws COMMAND_LINE for anything that `read` throws
 */
export function readingCommandLine<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = `${(error as Error).message}; see --help`;
    throw new VljepaError('COMMAND_LINE', message, { cause: error });
  }
}

/** @throws Error where an option's text is no whole number of that range, to be met by {@link readingCommandLine} */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${option} expects a whole number from ${min} to ${max}, got ${text}`);
}

/** Reports an uncaught exception and ends with its exit code. */
export function atFault(program: string, end: (code: number) => void): void {
  process.on('uncaughtException', (error) => end(complain(program, error)));
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, '; ');
}
