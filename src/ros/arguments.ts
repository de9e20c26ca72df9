import { VljepaError } from '../errors.js';
import {
  parseAssignment,
  readParameterFile,
  type ParameterOverrides,
} from '../parameters/overrides.js';
import { matchesNode } from '../parameters/sections.js';

/** One `--params-file` or `-p`, in the order of the command line. */
type ParameterArgument = { readonly file: string } | { readonly assignment: string };

export interface NodeArguments {
  /** What is left for rcl: remap rules, log levels, enclaves … */
  readonly rcl: readonly string[];
  readonly parameters: readonly ParameterArgument[];
}

/**
 * Takes the parameters out of a node's command line.
 *
 * rclnodejs 2.2 reads parameter files itself but loses the sections keyed by a fully qualified
 * name, which are the ones that launch writes; so this node resolves all of them.
 */
export function splitArguments(argv: readonly string[]): NodeArguments {
  const rcl: string[] = [];
  const parameters: ParameterArgument[] = [];
  let inRosArguments = false;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--ros-args') inRosArguments = true;
    if (argument === '--') inRosArguments = false;
    const isFile = argument === '--params-file';
    const isAssignment = argument === '-p' || argument === '--param';
    if (!inRosArguments || !(isFile || isAssignment)) {
      rcl.push(argument);
      continue;
    }
    const value = argv[++i];
    if (value === undefined) {
      throw new VljepaError(
        'PARAMETER_FILE',
        `expected ${isFile ? 'a file' : 'name:=value'} after ${argument}, got the end of the command line`,
      );
    }
    parameters.push(isFile ? { file: value } : { assignment: value });
  }
  return { rcl, parameters };
}

/**
 * The values for the node of that fully qualified name; later arguments win.
 *
 * @param warn told of what is meant for other nodes alone
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
