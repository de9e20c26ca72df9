import { VljepaError } from '../errors.js';
import { UsageError, readCommandLine, usage } from './commandLine.js';
import { Console } from './console.js';

/** The command `replay`: exit code 0 when the bag was replayed as far as it goes, 1 when not, 2 on misuse. */
async function main(): Promise<number> {
  try {
    const command = readCommandLine(process.argv.slice(2));
    if (!command) {
      process.stdout.write(usage);
      return 0;
    }
    // Loaded only now: help and mistakes are answered at once.
    const { run } = await import('./run.js');
    const { loadEngine } = await import('../inference/workerEngine.js');
    // One clip a run: what happens to wait together must not change a bit of the result.
    await run(command, new Console(process.stdout), ({ pack, threads }) =>
      loadEngine({ pack, threads, maxBatch: 1 }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`replay: ${error.message}\n\n${usage}`);
      return 2;
    }
    if (!(error instanceof VljepaError)) throw error;
    process.stderr.write(`replay: ${error.code}: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
