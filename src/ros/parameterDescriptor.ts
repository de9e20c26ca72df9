import type { ParameterDeclaration, ParameterValue } from '../parameters/declarations.js';
import { allowedValues } from '../parameters/validate.js';
import { ROS_PARAMETER_TYPE, ros, type RosParameter } from './rcl.js';

export function rosParameter(
  name: string,
  { type }: ParameterDeclaration,
  value: ParameterValue,
): RosParameter {
  // rclnodejs carries integers as bigint.
  const stored = type === 'integer' ? BigInt(value as number) : value;
  return new ros.Parameter(name, ROS_PARAMETER_TYPE[type], stored);
}

/** What describe_parameters tells of a parameter. */
export function parameterDescriptor(name: string, declaration: ParameterDeclaration): object {
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
