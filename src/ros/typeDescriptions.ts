import { readFileSync } from 'node:fs';
import { describeError } from '../errors.js';
import { installed } from './installed.js';
import { ROS_PARAMETER_TYPE, ros, type Node } from './rcl.js';

const SERVICE_TYPE = 'type_description_interfaces/srv/GetTypeDescription';

interface Request {
  readonly type_name: string;
  readonly type_hash: string;
  readonly include_type_sources: boolean;
}

/** The part read here of what rosidl installs beside each interface. */
interface InstalledDescription {
  /** type_description_interfaces/msg/TypeDescription */
  readonly type_description_msg: {
    readonly type_description: { readonly type_name: string };
    readonly referenced_type_descriptions: readonly { readonly type_name: string }[];
  };
  /** The type's own first. */
  readonly type_hashes: readonly { readonly type_name: string; readonly hash_string: string }[];
}

/**
 * The parameter `start_type_description_service` of every ROS node and, where it is `wanted`, the
 * service ~/get_type_description: from the descriptions that are installed with every interface since Iron;
 * an older ROS 2 has no such service.
 *
 * That of rclnodejs 2.2 passes rcl's answer through JavaScript and back, where its strings are freed
 * too early: every second request with sources stays unanswered. Where the parameter is
 * false it exists, but never answers.
 */
export function createTypeDescriptionService(node: Node, wanted: boolean): void {
  if (installed(`${SERVICE_TYPE}.json`) === undefined) return;
  const [name, { bool }] = ['start_type_description_service', ROS_PARAMETER_TYPE];
  const parameter = new ros.Parameter(name, bool, wanted);
  const description = 'Whether the node has the service ~/get_type_description.';
  const descriptor = new ros.ParameterDescriptor(name, bool, description, true, null);
  node.declareParameters([parameter], [descriptor]);
  if (!wanted) return;
  node.createService(SERVICE_TYPE, '~/get_type_description', (request, response) => {
    let answer: object;
    try {
      answer = { successful: true, ...describe(request as Request) };
    } catch (error) {
      answer = { successful: false, failure_reason: describeError(error) };
    }
    response.send(answer);
  });
}

/** @throws with the reason why there is none */
function describe({ type_name, type_hash, include_type_sources }: Request): object {
  // A name becomes a path.
  if (!/^\w+\/(msg|srv|action)\/\w+$/.test(type_name)) {
    throw new Error(
      `expected a type_name such as sensor_msgs/msg/Image, got ${JSON.stringify(type_name.slice(0, 100))}`,
    );
  }
  const path = installed(`${type_name}.json`);
  if (path === undefined) throw new Error(`the type ${type_name} is not installed`);
  const { type_description_msg, type_hashes } = JSON.parse(
    readFileSync(path, 'utf8'),
    // rclnodejs takes 64-bit integers only as bigint.
    (key, value: unknown) => (/^(string_)?capacity$/.test(key) ? BigInt(value as number) : value),
  ) as InstalledDescription;
  const known = type_hashes.find((hash) => hash.type_name === type_name)?.hash_string;
  if (known !== type_hash) {
    throw new Error(
      `expected the type_hash of the installed ${type_name}, ${known}, got ${JSON.stringify(type_hash.slice(0, 100))}`,
    );
  }
  const { type_description, referenced_type_descriptions } = type_description_msg;
  const types = [type_description, ...referenced_type_descriptions];
  return {
    type_description: type_description_msg,
    type_sources: include_type_sources ? types.map((type) => source(type.type_name)) : [],
  };
}

/** type_description_interfaces/msg/TypeSource; a service's request has none of its own. */
function source(type_name: string): object {
  for (const encoding of [type_name.split('/')[1]!, 'idl']) {
    const path = installed(`${type_name}.${encoding}`);
    if (path !== undefined)
      return { type_name, encoding, raw_file_contents: readFileSync(path, 'utf8') };
  }
  return { type_name, encoding: 'implicit', raw_file_contents: '' };
}
