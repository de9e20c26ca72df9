import { parseArgs } from 'node:util';
import { executionProviderChoices, type ExecutionProviderChoice } from '../executionProvider.js';
import { atFault, complain, readingCommandLine, wholeNumber } from '../program.js';
import type { BenchOptions } from './benchPack.js';

const USAGE = `Usage: vljepa pack bench PACK [options]

Loads a model pack as the node does and runs windows of random pictures through it, one after the other.
Prints what each stage takes on this machine, the windows a second and the memory. Close other programs
first.

  PACK                     the name of an installed pack, or the path of a folder with a pack.yaml
  --windows N              how many (default 100); ten more come before them and are not counted
  --size WIDTHxHEIGHT      of the pictures, rgb8 (default 640x480)
  --threads N              CPU threads of one inference (default 1)
  --execution-provider P   ${executionProviderChoices.join(', ')} (default cpu)
  --device-id N            which of several GPUs, from 0 (default 0)
  -h, --help               this text

Exit code: 0; 1 where the pack cannot be used; 2 on misuse.
`;

/**
 * @returns undefined where help is asked for
 * @throws COMMAND_LINE
 */
function readCommandLine(): BenchOptions | undefined {
  return readingCommandLine(() => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        windows: { type: 'string', default: '100' },
        size: { type: 'string', default: '640x480' },
        threads: { type: 'string', default: '1' },
        'execution-provider': { type: 'string', default: 'cpu' },
        'device-id': { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return undefined;
    const [pack, ...more] = positionals;
    if (pack === undefined || more.length > 0)
      throw new Error(`expected one PACK, got ${positionals.join(', ') || 'none'}`);
    const size = /^(\d+)x(\d+)$/.exec(values.size);
    if (size === null) throw new Error(`--size expects WIDTHxHEIGHT, got ${values.size}`);
    return {
      pack,
      windows: wholeNumber('--windows', values.windows, 1, 1_000_000),
      width: wholeNumber('--size', size[1]!, 1, 10_000),
      height: wholeNumber('--size', size[2]!, 1, 10_000),
      threads: wholeNumber('--threads', values.threads, 1, 64),
      executionProvider: provider(values['execution-provider']),
      deviceId: wholeNumber('--device-id', values['device-id'], 0, 63),
    };
  });
}

function provider(given: string): ExecutionProviderChoice {
  const found = executionProviderChoices.find((choice) => choice === given);
  if (found !== undefined) return found;
  throw new Error(
    `--execution-provider expects one of ${executionProviderChoices.join(', ')}, got ${given}`,
  );
}

async function main(): Promise<number> {
  const options = readCommandLine();
  if (options === undefined) {
    process.stdout.write(USAGE);
    return 0;
  }
  // Loaded only now: help and usage errors are answered at once.
  const { benchPack } = await import('./benchPack.js');
  await benchPack(options, (line) => process.stdout.write(`${line}\n`));
  return 0;
}

atFault('vljepa', (code) => process.exit(code));
process.exitCode = await main().catch((error: unknown) => complain('vljepa', error));
