import { atEndSignal } from './endSignals.js';
import { atFault, complain } from './program.js';
import { splitArguments, usage } from './ros/arguments.js';
import type { RunningNode } from './ros/runningNode.js';

/**
 * Longest time for an orderly shutdown: launch sends SIGKILL after ten seconds. Shutdown takes a tenth
 * of a second, but on a busy machine the libraries may still be loading, and a process that exits
 * meanwhile aborts.
 */
const LONGEST_END_MS = 9000;

async function start(): Promise<RunningNode | undefined> {
  const args = splitArguments(process.argv.slice(2));
  if (args === 'help') {
    process.stdout.write(usage);
    return undefined;
  }
  // Loaded only now: help and usage errors are answered at once, and without ROS 2.
  const { RunningNode } = await import('./ros/runningNode.js');
  return RunningNode.start(args);
}

async function close(starting: Promise<RunningNode | undefined>): Promise<never> {
  setTimeout(() => {
    process.stderr.write(`vljepa: did not end within ${LONGEST_END_MS / 1000} s and is killed\n`);
    // Nothing milder is certain to work: exit waits for threads that compute.
    process.kill(process.pid, 'SIGKILL');
  }, LONGEST_END_MS);
  // If the start fails, the code that awaits it below reports why.
  const node = await starting.catch(() => undefined);
  try {
    await node?.close();
  } catch (error) {
    process.exitCode = complain('vljepa', error);
  }
  process.exit();
}

const starting = start();
let closing = undefined as Promise<never> | undefined;
function end(code: number): void {
  process.exitCode ||= code;
  void (closing ??= close(starting));
}
atEndSignal(() => end(0));
atFault('vljepa', end);
try {
  const node = await starting;
  if (!node) end(0);
  else if (!closing) await node.run();
} catch (error) {
  end(complain('vljepa', error));
}
