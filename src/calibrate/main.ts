import { atFault, complain } from '../program.js';
import { readCommandLine, usage } from './commandLine.js';

/** The command `calibrate`: exit code 0, 1 on failure or where the bag is not quiet enough, 2 on misuse. */
async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2));
  if (!command) {
    process.stdout.write(usage);
    return 0;
  }
  // Loaded only now: help and usage errors are answered at once.
  const { calibrate } = await import('./run.js');
  const { Console } = await import('../replay/console.js');
  const { openEngine } = await import('../engine/openEngine.js');
  await calibrate(command, {
    console: new Console(process.stdout),
    load: (settings) => openEngine({ ...settings, maxBatch: 1 }),
  });
  return 0;
}

atFault('calibrate', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('calibrate', error));
