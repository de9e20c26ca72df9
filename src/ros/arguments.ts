import { VljepaError } from '../errors.js';
import {
  parseAssignment,
  readParameterFile,
  type ParameterOverrides,
} from '../parameters/overrides.js';

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

/** The values for the node of that fully qualified name; later arguments win. */
export function resolveOverrides(
  parameters: readonly ParameterArgument[],
  nodeName: string,
): ParameterOverrides {
  const overrides: ParameterOverrides = new Map();
  for (const argument of parameters) {
    const found =
      'file' in argument
        ? readParameterFile(argument.file, nodeName)
        : [parseAssignment(argument.assignment)];
    for (const [name, value] of found) overrides.set(name, value);
  }
  return overrides;
}
