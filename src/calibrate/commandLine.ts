import { parseArgs } from 'node:util';
import { readingCommandLine } from '../program.js';
import { bagCommand, bagOptions, type BagCommand } from '../replay/bagCommand.js';

export const usage = `Usage: vljepa calibrate BAG [options]

Runs a recorded bag through the pipeline and counts, in the stretches in which nothing moves, how often
the world would have counted as changed at each threshold. Prints the curve of each camera and writes
a ROS parameter file with the lowest threshold that every camera's false alarms stay below, but at least
half of the pack's own: quiet says how much noise there is, not how little a change may be.

  BAG                          an MCAP or SQLite (.db3) file, or a rosbag2 folder
  --false-alarms-per-hour N    how many are allowed, above 0 (default 10)
  --out FILE                   the parameter file, for ros2 run … --params-file FILE
                               (default calibrated.yaml)
  --params FILE                ROS parameter file: its cameras, query and selective decoding
  --node NAME                  whose sections of FILE count, fully qualified (default /vljepa)
  --pack PACK                  a model pack's name or folder (default: that of FILE, else nano)
  --topic TOPIC                take this image topic only; may be repeated
  -h, --help                   this text

What never happened in H hours may still happen up to 3 / H times an hour: N false alarms an hour need
3 / N hours of quiet from every camera.

Exit code: 0; 1 when the bag cannot be read or is not quiet for long enough, or FILE cannot be written;
2 on misuse.
`;

export interface CommandLine extends BagCommand {
  /** The parameter file that is written. */
  readonly out: string;
  readonly falseAlarmsPerHour: number;
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
      'false-alarms-per-hour': { type: 'string', default: '10' },
      out: { type: 'string', default: 'calibrated.yaml' },
      ...bagOptions,
    },
  });
  if (values.help) return undefined;
  const command = bagCommand(values, positionals);
  const given = values['false-alarms-per-hour'];
  const falseAlarmsPerHour = Number(given);
  if (!(falseAlarmsPerHour > 0 && Number.isFinite(falseAlarmsPerHour)))
    throw new Error(`--false-alarms-per-hour expects a number above 0, got "${given}"`);
  return { ...command, out: values.out, falseAlarmsPerHour };
}
