/** rcl_interfaces/msg/ParameterType, by its number. */
export const ROS_TYPES = [
  'not set',
  'bool',
  'integer',
  'double',
  'string',
  'byte_array',
  'bool_array',
  'integer_array',
  'double_array',
  'string_array',
] as const;

export type RosType = (typeof ROS_TYPES)[number];

/**
 * A parameter's value as it came from a file, a command line or a service call, with the type that
 * ROS gives it; not checked against any declaration yet.
 */
export interface GivenValue {
  /** Beside ROS's own: what YAML can write and ROS cannot carry, or a number that stands for no type. */
  readonly type: RosType | 'byte' | 'mixed list' | 'map' | `type ${number}`;
  /** Integers are bigint, items of a list given values themselves; undefined where nothing is set. */
  readonly value: boolean | bigint | number | string | readonly GivenValue[] | undefined;
  /** How YAML writes it, where it comes from there. */
  readonly text?: string;
  /** `robot.yaml:7`, where it comes from a file. */
  readonly place?: string;
}

/** Numbers are taken for integers where they are whole. */
export function givenValue(
  value: boolean | bigint | number | string | readonly (boolean | number | string)[],
): GivenValue {
  if (typeof value === 'object') return givenList(value.map((item) => givenValue(item)));
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'boolean') return { type: 'bool', value };
  if (typeof value === 'bigint') return { type: 'integer', value };
  return Number.isInteger(value)
    ? { type: 'integer', value: BigInt(value) }
    : { type: 'double', value };
}

/** A list is of its items' type; an empty one, which has none, is taken for a list of strings. */
export function givenList(items: readonly GivenValue[]): GivenValue {
  const type = items[0]?.type ?? 'string';
  const one = items.every((item) => item.type === type);
  const list = ROS_TYPES.find((name) => name === `${type}_array`);
  return { type: (one && list) || 'mixed list', value: items };
}

/** A longer value is cut in messages. */
const SHOWN_CHARACTERS = 120;

/** The value for a message: a string in quotes, all else as it was written or YAML would write it. */
export function show(given: GivenValue): string {
  const text = given.type === 'string' ? render(given) : given.text || render(given);
  const characters = [...text];
  return characters.length <= SHOWN_CHARACTERS
    ? text
    : `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`;
}

function render({ type, value }: GivenValue): string {
  if (value === undefined) return type === 'not set' ? 'nothing' : 'a value';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') {
    // One item more than can be shown is enough to see that there are more.
    return `[${value.slice(0, SHOWN_CHARACTERS).map(render).join(', ')}]`;
  }
  return String(value);
}
