/** A command of the benchmarks. */
export interface BenchProgram<T> {
  /** As npm calls it: `bench:selective`. */
  readonly name: string;
  readonly usage: string;
  /** @throws where the command line cannot be followed */
  readonly readOptions: (args: readonly string[]) => T | 'help';
  /** @returns false where it ran and found a fault */
  readonly run: (options: T) => Promise<boolean | void>;
}

/** @returns the exit code: 2 where the command line cannot be followed, 1 where it failed or found a fault */
export async function runProgram<T>(program: BenchProgram<T>): Promise<0 | 1 | 2> {
  const { name, usage, readOptions, run } = program;
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}; --help says more`);
    return 2;
  }
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  try {
    return (await run(options)) === false ? 1 : 0;
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    return 1;
  }
}
