import { atFault, complain } from '../program.js';
import { readCommandLine, usage } from './commandLine.js';
import { Console } from './console.js';
import { interruption } from './interruption.js';

/**
 * The command `replay`: exit code 0 when the bag was replayed as far as it can be read, 1 on failure or
 * when no window was seen, 2 on a usage error, 130 or 143 when a signal ended it.
 */
async function main(): Promise<number> {
  const { signal, exitCode } = interruption();
  // A pipe that is closed (`| head`) does not end the replay.
  process.stdout.on('error', () => {});
  try {
    const command = readCommandLine(process.argv.slice(2));
    if (!command) {
      process.stdout.write(usage);
      return 0;
    }
    // Loaded only now: help and usage errors are answered at once.
    const { run } = await import('./run.js');
    const { openEngine } = await import('../engine/openEngine.js');
    // One clip per run: results must not depend, to the last bit, on what happened to wait together.
    await run(command, {
      console: new Console(process.stdout),
      load: (settings) => openEngine({ ...settings, maxBatch: 1 }),
      signal,
    });
    return exitCode();
  } catch (error) {
    return complain('replay', error);
  }
}

atFault('replay', (code) => process.exit(code));
process.exitCode = await main();
