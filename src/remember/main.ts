import { atFault, complain } from '../program.js';
import { interruption } from '../replay/interruption.js';
import { readCommandLine, usage } from './commandLine.js';

/** The command `remember`: exit code 0, 1 on failure, 2 on misuse, 130 or 143 when a signal ended it. */
async function main(): Promise<number> {
  const command = readCommandLine(process.argv.slice(2));
  if (!command) {
    process.stdout.write(usage);
    return 0;
  }
  const { signal, exitCode } = interruption();
  // Loaded only now: help and usage errors are answered at once.
  const { remember } = await import('./run.js');
  const { Console } = await import('../replay/console.js');
  const { openEngine } = await import('../engine/openEngine.js');
  await remember(command, {
    console: new Console(process.stdout),
    load: (settings) => openEngine({ ...settings, maxBatch: 1 }),
    signal,
  });
  return exitCode();
}

atFault('remember', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('remember', error));
