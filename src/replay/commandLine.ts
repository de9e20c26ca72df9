import { parseArgs } from 'node:util';
import { readingCommandLine } from '../program.js';
import { bagCommand, bagOptions, type BagCommand } from './bagCommand.js';

export const usage = `Usage: vljepa replay BAG --out DIR [options]
       npm run replay -- BAG --out DIR [options]       in a checkout

Runs a recorded bag through the pipeline, without ROS and faster than real time, and writes
summary.json, states.mcap (the messages the node would publish) and report.html to DIR.
The same bag gives the same states.mcap, byte for byte.

  BAG              an MCAP or SQLite (.db3) file, or a rosbag2 folder
  --out DIR        where to write; made if it is not there
  --params FILE    ROS parameter file: its cameras, query, labels, thresholds (default: every
                   image topic of the bag is a camera)
  --node NAME      whose sections of FILE count, fully qualified (default /vljepa)
  --pack PACK      a model pack's name or folder (default: that of FILE, else nano)
  --topic TOPIC    take this image topic only; may be repeated
  --help           this text

Exit code: 0; 1 when the bag cannot be read, gives no world state or DIR cannot be written; 2 on
misuse; 130 after Ctrl-C, which keeps what was seen until then.
`;

export interface CommandLine extends BagCommand {
  readonly out: string;
}

/**
 * @returns undefined where help is asked for
 * @throws COMMAND_LINE
 */
export function readCommandLine(args: readonly string[]): CommandLine | undefined {
  return readingCommandLine(() => parse(args));
}

function parse(args: readonly string[]): CommandLine | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...bagOptions, out: { type: 'string' } },
  });
  if (values.help) return undefined;
  const command = bagCommand(values, positionals);
  if (values.out === undefined)
    throw new Error('--out DIR is missing: expected the folder to write to');
  return { ...command, out: values.out };
}
