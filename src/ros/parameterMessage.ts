import { ROS_TYPES, givenList, type GivenValue } from '../parameters/givenValue.js';
import type { GivenParameter } from './parameters.js';

/** rcl_interfaces/msg/Parameter as rclnodejs gives it: numbers of 64 bits may be number or bigint. */
export interface ParameterMessage {
  readonly name: string;
  readonly value: {
    readonly type: number;
    readonly bool_value: boolean;
    readonly integer_value: number | bigint;
    readonly double_value: number;
    readonly string_value: string;
    readonly byte_array_value: Iterable<number>;
    readonly bool_array_value: Iterable<boolean>;
    readonly integer_array_value: Iterable<number | bigint>;
    readonly double_array_value: Iterable<number>;
    readonly string_array_value: Iterable<string>;
  };
}

/** Reads whatever a client sent, sensible or not; never throws. */
export function givenParameter({ name, value }: ParameterMessage): GivenParameter {
  return { name, given: readValue(value) };
}

function readValue(value: ParameterMessage['value']): GivenValue {
  const type = ROS_TYPES[value.type];
  const list = <T>(items: Iterable<T>, read: (item: T) => GivenValue) =>
    ({ ...givenList(Array.from(items, read)), type: type! }) as const;
  switch (type) {
    case 'bool':
      return { type, value: value.bool_value };
    case 'integer':
      return integer(value.integer_value);
    case 'double':
      return double(value.double_value);
    case 'string':
      return string(value.string_value);
    case 'byte_array':
      return list(value.byte_array_value, (item) => ({ type: 'byte', value: BigInt(item) }));
    case 'bool_array':
      return list(value.bool_array_value, (item) => ({ type: 'bool', value: item }));
    case 'integer_array':
      return list(value.integer_array_value, integer);
    case 'double_array':
      return list(value.double_array_value, double);
    case 'string_array':
      return list(value.string_array_value, string);
    case 'not set':
      return { type, value: undefined };
    default:
      return { type: `type ${value.type}`, value: undefined };
  }
}

function integer(value: number | bigint): GivenValue {
  return { type: 'integer', value: BigInt(value) };
}

function double(value: number): GivenValue {
  return { type: 'double', value };
}

function string(value: string): GivenValue {
  return { type: 'string', value };
}
