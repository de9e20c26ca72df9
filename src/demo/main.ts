import { parseArgs } from 'node:util';
import { VljepaError } from '../errors.js';
import { ros } from '../ros/rcl.js';
import { demo } from './demo.js';

const USAGE = `Usage: npm run demo -- [--rate RATE] [--out DIR]

Plays the sample camera bag over DDS into the node, shows each text as it comes, and writes
summary.json, states.mcap and report.html.

  --rate RATE   seconds of the bag in one second; default 3
  --out DIR     default out/demo
`;

const options = {
  rate: { type: 'string', default: '3' },
  out: { type: 'string', default: 'out/demo' },
  help: { type: 'boolean', default: false },
} as const;

try {
  const { values } = parseArgs({ options });
  const rate = Number(values.rate);
  if (values.help) console.log(USAGE);
  else if (!(rate > 0 && rate <= 10)) {
    console.error(`expected --rate above 0 and up to 10, got ${values.rate}`);
    process.exitCode = 2;
  } else process.exitCode = await demo(rate, values.out);
} catch (error) {
  if (error instanceof VljepaError) console.error(`${error.code}: ${error.message}`);
  else if (error instanceof TypeError) console.error(`${error.message}\n\n${USAGE}`);
  else throw error;
  process.exitCode = 2;
}
// DDS threads keep a process alive, and end badly while one still spins.
ros.shutdown();
process.exit();
