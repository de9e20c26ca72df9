import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atEndSignal } from '../src/endSignals.js';
import { atFault, complain, readingCommandLine } from '../src/program.js';

const OUT = fileURLToPath(new URL('../../out/demo', import.meta.url));

const USAGE = `Usage: npm run demo -- [--rate RATE] [--out DIR]

Plays the sample camera bag over DDS into the node, shows each text as it comes, and writes
summary.json, states.mcap and report.html.

  --rate RATE   seconds of the bag in one second; default 3
  --out DIR     default out/demo in the checkout
  -h, --help    this text
`;

async function main(): Promise<number> {
  const { help, rate, out } = readCommandLine();
  if (help) {
    process.stdout.write(USAGE);
    return 0;
  }
  // Loaded only now: help and usage errors are answered at once, and without ROS 2.
  const { demo } = await import('./demo.js');
  return demo(rate, out);
}

/** @throws COMMAND_LINE */
function readCommandLine() {
  return readingCommandLine(() => {
    const { values } = parseArgs({
      options: {
        rate: { type: 'string', default: '3' },
        out: { type: 'string', default: relative('', OUT) || '.' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const rate = Number(values.rate);
    if (!(rate > 0 && rate <= 10)) {
      throw new Error(`expected --rate above 0 and up to 10, got ${JSON.stringify(values.rate)}`);
    }
    return { ...values, rate };
  });
}

/** The exit code that a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;
atEndSignal(() => process.exit(INTERRUPTED));
atFault('demo', (code) => process.exit(code));
// DDS threads keep a process alive.
process.exit(await main().catch((error: unknown) => complain('demo', error)));
