import { atFault, complain } from '../program.js';
import { readCommandLine, usage } from './commandLine.js';

/** The command `search`: exit code 0, 1 on failure, 2 on misuse. */
async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2));
  // A pipe that is closed (`| head`) is no fault.
  process.stdout.on('error', () => {});
  if (!command) {
    process.stdout.write(usage);
    return 0;
  }
  // Loaded only now: help and usage errors are answered at once.
  const { search } = await import('./run.js');
  const { openEngine } = await import('../engine/openEngine.js');
  await search(command, {
    line: (text) => process.stdout.write(`${text}\n`),
    load: (pack) => openEngine({ pack }),
  });
  return 0;
}

atFault('search', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('search', error));
