import { parseArgs } from 'node:util';
import type { Bounds } from '../memory/momentDatabase.js';
import { readingCommandLine } from '../program.js';
import { bagCommand, bagOptions, type BagCommand } from '../replay/bagCommand.js';

export const usage = `Usage: vljepa remember BAG --memory FOLDER [options]

Runs a recorded bag through the pipeline and adds each segment to a memory: when and where it was, what
was said of it, its embedding and a small picture. vljepa search finds them there.

  BAG                  an MCAP or SQLite (.db3) file, or a rosbag2 folder
  --memory FOLDER      the memory; made if it is not there
  --pose-topic TOPIC   where the robot is: geometry_msgs/PoseStamped, PoseWithCovarianceStamped or
                       nav_msgs/Odometry (default: moments have no place)
  --max-moments N      how many the memory may hold; the oldest make room (default: any number)
  --max-size MB        how large it may become on disk, likewise
  --max-days D         how long before the newest moment the oldest may lie, likewise
  --params FILE        ROS parameter file: its cameras, query, labels
  --node NAME          whose sections of FILE count, fully qualified (default /vljepa)
  --pack PACK          a model pack's name or folder (default: that of FILE, else nano)
  --topic TOPIC        take this image topic only; may be repeated
  -h, --help           this text

Exit code: 0; 1 when the bag cannot be read, FOLDER cannot be written or holds embeddings of another
pack; 2 on misuse; 130 after Ctrl-C, which keeps what was seen until then.
`;

export interface CommandLine extends BagCommand {
  readonly memory: string;
  /** Empty: moments have no place. */
  readonly poseTopic: string;
  readonly bounds: Bounds;
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
    options: {
      memory: { type: 'string' },
      'pose-topic': { type: 'string', default: '' },
      'max-moments': { type: 'string', default: 'Infinity' },
      'max-size': { type: 'string', default: 'Infinity' },
      'max-days': { type: 'string', default: 'Infinity' },
      ...bagOptions,
    },
  });
  if (values.help) return undefined;
  const command = bagCommand(values, positionals);
  if (values.memory === undefined)
    throw new Error('--memory FOLDER is missing: expected the folder to fill');
  const { memory } = values;
  const bounds = {
    maxMoments: aboveZero('--max-moments', values['max-moments']),
    maxBytes: 1e6 * aboveZero('--max-size', values['max-size']),
    maxAgeSeconds: 86_400 * aboveZero('--max-days', values['max-days']),
  };
  const poseTopic = values['pose-topic'];
  return { ...command, memory, poseTopic, bounds };
}

function aboveZero(option: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`${option} expects a number above 0, got "${text}"`);
}
