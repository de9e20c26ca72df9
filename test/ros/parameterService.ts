import type { RosClient } from './rosClient.js';

/** rcl_interfaces/msg/ParameterType */
const TYPE = {
  bool: 1,
  integer: 2,
  double: 3,
  string: 4,
  byte_array: 5,
  bool_array: 6,
  integer_array: 7,
  double_array: 8,
  string_array: 9,
} as const;

export type TypedValue = {
  readonly [T in keyof typeof TYPE]?: unknown;
};

/** rcl_interfaces/msg/Parameter */
export interface NamedValue {
  readonly name: string;
  readonly value: object;
}

type RosValue = { readonly type: number } & Readonly<Record<string, unknown>>;

export interface SetResult {
  readonly successful: boolean;
  readonly reason: string;
}

/** The parameter services of one node, as `ros2 param` uses them. */
export class ParameterService {
  readonly #client: RosClient;
  readonly #node: string;

  constructor(client: RosClient, node = '/vljepa') {
    this.#client = client;
    this.#node = node;
  }

  /** `set('query', { string: 'what?' })`; a double may be the string "nan". */
  async set(name: string, value: TypedValue): Promise<SetResult> {
    return (await this.setEach([{ name, value: parameterValue(value) }]))[0]!;
  }

  async setTogether(values: Readonly<Record<string, TypedValue>>): Promise<SetResult> {
    return this.setAll(
      Object.entries(values).map(([name, value]) => ({ name, value: parameterValue(value) })),
    );
  }

  async get(name: string): Promise<unknown> {
    return (await this.getAll([name]))[0];
  }

  /** Undefined for a parameter that is not set. */
  async getAll(names: readonly string[]): Promise<unknown[]> {
    const { values } = await this.#client.call<{ values: RosValue[] }>(
      `${this.#node}/get_parameters`,
      'rcl_interfaces/srv/GetParameters',
      { names },
    );
    return values.map((value) => this.#content(value));
  }

  #content(value: RosValue): unknown {
    const type = (Object.keys(TYPE) as (keyof typeof TYPE)[]).find((t) => TYPE[t] === value.type);
    return type && value[`${type}_value`];
  }

  /** Several at once, each with its own result; the values as ROS messages. */
  async setEach(parameters: readonly NamedValue[]): Promise<SetResult[]> {
    const { results } = await this.#client.call<{ results: SetResult[] }>(
      `${this.#node}/set_parameters`,
      'rcl_interfaces/srv/SetParameters',
      { parameters },
    );
    return results;
  }

  async setAll(parameters: readonly NamedValue[]): Promise<SetResult> {
    const { result } = await this.#client.call<{ result: SetResult }>(
      `${this.#node}/set_parameters_atomically`,
      'rcl_interfaces/srv/SetParametersAtomically',
      { parameters },
    );
    return result;
  }

  async types(names: readonly string[]): Promise<number[]> {
    const { types } = await this.#client.call<{ types: { base64: string } | number[] }>(
      `${this.#node}/get_parameter_types`,
      'rcl_interfaces/srv/GetParameterTypes',
      { names },
    );
    return Array.isArray(types) ? types : [...Buffer.from(types.base64, 'base64')];
  }

  async list(prefixes: readonly string[] = [], depth: number | bigint = 0): Promise<string[]> {
    return (await this.listing(prefixes, depth)).names;
  }

  async listing(
    prefixes: readonly string[],
    depth: number | bigint,
  ): Promise<{ names: string[]; prefixes: string[] }> {
    const { result } = await this.#client.call<{ result: { names: string[]; prefixes: string[] } }>(
      `${this.#node}/list_parameters`,
      'rcl_interfaces/srv/ListParameters',
      { prefixes, depth: Number(depth) },
    );
    return result;
  }

  async describe(names: readonly string[]): Promise<ParameterDescriptor[]> {
    const { descriptors } = await this.#client.call<{ descriptors: ParameterDescriptor[] }>(
      `${this.#node}/describe_parameters`,
      'rcl_interfaces/srv/DescribeParameters',
      { names },
    );
    return descriptors;
  }
}

export interface ParameterDescriptor {
  readonly name: string;
  readonly type: number;
  readonly description: string;
  readonly additional_constraints: string;
  readonly read_only: boolean;
  readonly floating_point_range: readonly { from_value: number; to_value: number; step: number }[];
  readonly integer_range: readonly { from_value: number; to_value: number; step: number }[];
}

/** rcl_interfaces/msg/ParameterValue */
export function parameterValue(value: TypedValue): object {
  const [type, content] = Object.entries(value)[0] as [keyof typeof TYPE, unknown];
  return { type: TYPE[type], [`${type}_value`]: content };
}
