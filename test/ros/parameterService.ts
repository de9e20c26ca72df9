import type { RosClient } from './rosClient.js';

/** rcl_interfaces/msg/ParameterType */
const TYPE = { bool: 1, integer: 2, double: 3, string: 4, string_array: 9 } as const;
const FIELD = {
  bool: 'bool_value',
  integer: 'integer_value',
  double: 'double_value',
  string: 'string_value',
  string_array: 'string_array_value',
} as const;

export type TypedValue = {
  readonly [T in keyof typeof TYPE]?: unknown;
};

export interface SetResult {
  readonly successful: boolean;
  readonly reason: string;
}

/** The parameter services of one node, as `ros2 param` uses them. */
export class ParameterService {
  constructor(
    private readonly client: RosClient,
    private readonly node = '/vljepa',
  ) {}

  /** `set('query', { string: 'what?' })`; a double may be the string "nan". */
  async set(name: string, value: TypedValue): Promise<SetResult> {
    const { results } = await this.client.call<{ results: SetResult[] }>(
      `${this.node}/set_parameters`,
      'rcl_interfaces/srv/SetParameters',
      { parameters: [{ name, value: parameterValue(value) }] },
    );
    return results[0]!;
  }

  async setTogether(values: Readonly<Record<string, TypedValue>>): Promise<SetResult> {
    const parameters = Object.entries(values).map(([name, value]) => ({
      name,
      value: parameterValue(value),
    }));
    const { result } = await this.client.call<{ result: SetResult }>(
      `${this.node}/set_parameters_atomically`,
      'rcl_interfaces/srv/SetParametersAtomically',
      { parameters },
    );
    return result;
  }

  async get(name: string): Promise<unknown> {
    const { values } = await this.client.call<{ values: ({ type: number } & object)[] }>(
      `${this.node}/get_parameters`,
      'rcl_interfaces/srv/GetParameters',
      { names: [name] },
    );
    const value = values[0] as { type: number } & Record<string, unknown>;
    const type = (Object.keys(TYPE) as (keyof typeof TYPE)[]).find((t) => TYPE[t] === value.type);
    return type && value[FIELD[type]];
  }

  async list(): Promise<string[]> {
    const { result } = await this.client.call<{ result: { names: string[] } }>(
      `${this.node}/list_parameters`,
      'rcl_interfaces/srv/ListParameters',
    );
    return result.names;
  }

  async describe(names: readonly string[]): Promise<ParameterDescriptor[]> {
    const { descriptors } = await this.client.call<{ descriptors: ParameterDescriptor[] }>(
      `${this.node}/describe_parameters`,
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

function parameterValue(value: TypedValue): object {
  const [type, content] = Object.entries(value)[0] as [keyof typeof TYPE, unknown];
  return { type: TYPE[type], [FIELD[type]]: content };
}
