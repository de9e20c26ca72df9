import { VljepaError } from '../errors.js';
import {
  cameraNames,
  declarationOf,
  declarationsFor,
  type ParameterDeclaration,
  type ParameterValue,
} from '../parameters/declarations.js';
import type { ParameterOverrides } from '../parameters/overrides.js';
import { readSettings, type NodeSettings } from '../parameters/settings.js';
import { allowedValues, validate } from '../parameters/validate.js';
import { ROS_PARAMETER_TYPE, ros, type LifecycleNode, type RosParameter } from './rcl.js';

/**
 * The node's parameters: declared in ROS from the one table, and kept here as they were given.
 *
 * A bad value from a file or the command line is not declared (ROS would refuse the whole node)
 * but kept, so that configure fails with its reason; setting a good one mends it.
 */
export class NodeParameters {
  readonly #values: ParameterOverrides;

  constructor(node: LifecycleNode, overrides: ParameterOverrides) {
    this.#values = new Map(overrides);
    const parameters: RosParameter[] = [];
    const descriptors: object[] = [];
    for (const [name, declaration] of declarationsFor(cameraNames(overrides.keys()))) {
      parameters.push(rosParameter(name, declaration, validOr(name, declaration, overrides)));
      descriptors.push(descriptor(name, declaration));
    }
    node.declareParameters(parameters, descriptors);
  }

  /** @throws the first parameter that is wrong, see {@link readSettings} */
  get settings(): NodeSettings {
    return readSettings(this.#values);
  }

  get names(): Iterable<string> {
    return this.#values.keys();
  }

  /**
   * Checks a change that a service call asks for; returns the parameters as ROS should store them
   * and what to do once it has. Parameters that ROS itself owns pass untouched.
   *
   * @throws PARAMETER_FIXED while the node is configured, PARAMETER_TYPE, PARAMETER_RANGE
   */
  check(
    parameters: readonly RosParameter[],
    configured: boolean,
  ): { readonly stored: RosParameter[]; readonly accept: () => void } {
    const changed = new Map<string, ParameterValue>();
    const stored = parameters.map((parameter) => {
      const { name } = parameter;
      const declaration = declarationOf(name);
      if (!declaration) return parameter;
      const value = validate(name, declaration, plainValue(parameter.value));
      if (configured && declaration.change === 'fixed') {
        throw new VljepaError(
          'PARAMETER_FIXED',
          `parameter ${name} is read when the node is configured: clean it up first, then set it`,
        );
      }
      changed.set(name, value);
      return rosParameter(name, declaration, value);
    });
    return {
      stored,
      accept: () => changed.forEach((value, name) => this.#values.set(name, value)),
    };
  }
}

function validOr(
  name: string,
  declaration: ParameterDeclaration,
  overrides: ParameterOverrides,
): ParameterValue {
  try {
    if (overrides.has(name)) return validate(name, declaration, overrides.get(name));
  } catch {
    // Told when the node is configured.
  }
  return declaration.default;
}

function rosParameter(
  name: string,
  { type }: ParameterDeclaration,
  value: ParameterValue,
): RosParameter {
  const stored = type === 'integer' ? BigInt(value as number) : value;
  return new ros.Parameter(name, ROS_PARAMETER_TYPE[type], stored);
}

/** rclnodejs carries integers as bigint. */
function plainValue(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function descriptor(name: string, declaration: ParameterDeclaration): object {
  const { type, range, description, change } = declaration;
  const rosRange =
    range === undefined
      ? null
      : type === 'integer'
        ? new ros.IntegerRange(BigInt(range.min), BigInt(range.max), 1n)
        : new ros.FloatingPointRange(range.min, range.max, 0);
  const result = new ros.ParameterDescriptor(
    name,
    ROS_PARAMETER_TYPE[type],
    description,
    false,
    rosRange,
  );
  const allowed = allowedValues(declaration);
  result.additionalConstraints = [
    ...(allowed === '' ? [] : [allowed]),
    change === 'live' ? 'takes effect at the next window' : 'takes effect when configured',
  ].join('; ');
  // rclnodejs 2.2 leaves the range out of the message that describe_parameters answers with.
  const message = result.toMessage();
  result.toMessage = () => ({ ...message, ...rangeMessage(declaration) });
  return result;
}

function rangeMessage({ type, range }: ParameterDeclaration): object {
  if (range === undefined) return {};
  const { min, max } = range;
  return type === 'integer'
    ? { integer_range: [{ from_value: BigInt(min), to_value: BigInt(max), step: 1n }] }
    : { floating_point_range: [{ from_value: min, to_value: max, step: 0 }] };
}
