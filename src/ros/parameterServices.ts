import { listParameters } from '../parameters/listParameters.js';
import type { GivenParameter } from './parameters.js';
import { givenParameter, type ParameterMessage } from './parameterMessage.js';
import type { LifecycleNode, SetParametersResult } from './rcl.js';

type Names = { readonly names: readonly string[] };
type Parameters = { readonly parameters: readonly ParameterMessage[] };
type Listing = { readonly prefixes: readonly string[]; readonly depth: number | bigint };

/**
 * The six parameter services of a node.
 *
 * Those of rclnodejs 2.2 end the process: a request with an empty name, a type that does not exist or a
 * value that does not fit its type throws out of the event loop. They also leave unknown names out of
 * get_parameter_types, answer get_parameters without names with all of them, and delete parameters
 * that are set to nothing.
 *
 * @param set applies changes, all or nothing; throws nothing
 */
export function createParameterServices(
  node: LifecycleNode,
  set: (parameters: readonly GivenParameter[]) => SetParametersResult,
): void {
  const serve = <Request>(name: string, type: string, answer: (request: Request) => object) => {
    node.createService(`rcl_interfaces/srv/${type}`, `~/${name}`, (request, response) =>
      response.send(answer(request as Request)),
    );
  };
  const valueOf = (name: string) =>
    node.hasParameter(name) ? node.getParameter(name).toParameterValueMessage() : { type: 0 };
  const describe = (name: string) =>
    node.hasParameter(name) ? node.getParameterDescriptor(name).toMessage() : { name, type: 0 };

  serve('get_parameters', 'GetParameters', ({ names }: Names) => ({ values: names.map(valueOf) }));
  serve('get_parameter_types', 'GetParameterTypes', ({ names }: Names) => ({
    types: names.map((name) => valueOf(name).type),
  }));
  serve('describe_parameters', 'DescribeParameters', ({ names }: Names) => ({
    descriptors: names.map(describe),
  }));
  serve('list_parameters', 'ListParameters', ({ prefixes, depth }: Listing) => ({
    result: listParameters(node.getParameterNames(), prefixes, BigInt(depth)),
  }));
  serve('set_parameters', 'SetParameters', ({ parameters }: Parameters) => ({
    results: parameters.map((parameter) => set([givenParameter(parameter)])),
  }));
  serve('set_parameters_atomically', 'SetParametersAtomically', ({ parameters }: Parameters) => ({
    result: set(parameters.map(givenParameter)),
  }));
}
