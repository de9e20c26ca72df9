import {
  parseAssignment,
  readParameterFile,
  type ParameterOverrides,
} from '../parameters/overrides.js';
import { matchesNode } from '../parameters/sections.js';
import { checkRosArguments, refused, valueAfter } from './rosArguments.js';

/** One `--params-file` or `-p`, in the order of the command line. */
type ParameterArgument = { readonly file: string } | { readonly assignment: string };

export interface NodeArguments {
  /** What is left for rcl after the parameters: `--ros-args` with remap rules, log levels, enclaves … */
  readonly rcl: readonly string[];
  readonly parameters: readonly ParameterArgument[];
}

export const usage = `Usage: ros2 run vljepa perception --ros-args -p cameras.<name>.topic:=TOPIC [options]
       npm start -- --ros-args …                  in a checkout

A ROS 2 node that runs VL-JEPA on cameras: a world state for every window, a text when the
world has changed. After --ros-args:

  -p NAME:=VALUE         a parameter; cameras.front.topic:=/image_raw declares the camera front
  --params-file FILE     a ROS parameter file; config/perception.yaml has every parameter
  -r FROM:=TO            remaps a topic or service; __node:=NAME and __ns:=/NAMESPACE rename the node
  --log-level LEVEL      debug, info, warn, error or fatal
  -e, --log-config-file, --log-file-name, --enable-… and --disable-…-logs as for every node

  -h, --help             this text
`;

/**
 * Takes the parameters out of a node's command line.
 *
 * rclnodejs 2.2 reads parameter files itself but ignores the sections keyed by a fully qualified
 * name, as launch writes them; so this node resolves all of them.
 *
 * @param argv without the program
 * @throws COMMAND_LINE
 */
export function splitArguments(argv: readonly string[]): NodeArguments | 'help' {
  if (argv.some((argument) => argument === '-h' || argument === '--help')) return 'help';
  const rcl: string[] = [];
  const parameters: ParameterArgument[] = [];
  let inRosArguments = false;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--ros-args') inRosArguments = true;
    else if (argument === '--') inRosArguments = false;
    else if (!inRosArguments) throw refused('--ros-args before all else', argument);
    else if (argument === '--params-file') parameters.push({ file: valueAfter(argv, i++) });
    else if (argument === '-p' || argument === '--param') {
      parameters.push({ assignment: valueAfter(argv, i++) });
    } else rcl.push(argument);
  }
  checkRosArguments(rcl);
  return { rcl: ['--ros-args', ...rcl], parameters };
}

/**
 * The values for the node of that fully qualified name; later arguments win.
 *
 * @param warn called about arguments that are meant for other nodes only
 */
export function resolveOverrides(
  parameters: readonly ParameterArgument[],
  nodeName: string,
  warn: (message: string) => void = () => {},
): ParameterOverrides {
  const overrides: ParameterOverrides = new Map();
  for (const argument of parameters) {
    if ('file' in argument) {
      for (const [name, given] of readParameterFile(argument.file, nodeName, warn))
        overrides.set(name, given);
      continue;
    }
    const { node, name, given } = parseAssignment(argument.assignment);
    if (node === undefined || matchesNode(node, nodeName)) overrides.set(name, given);
    else warn(`-p ${argument.assignment} is meant for ${node}, not for ${nodeName}`);
  }
  return overrides;
}
