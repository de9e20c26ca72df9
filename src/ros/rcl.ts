import { loadRclnodejs } from './loadRclnodejs.js';

/**
 * The part of rclnodejs 2.2 that this node uses.
 *
 * rclnodejs' own types come from message definitions that are generated on each machine, so they
 * differ between machines and know nothing of this package's messages; this interface is the same
 * everywhere. Only this folder imports rclnodejs.
 */
export interface RosParameter {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A parameter of the node. */
export interface DeclaredParameter extends RosParameter {
  /** As get_parameters answers with. */
  toParameterValueMessage(): { readonly type: number };
}

export interface RosParameterDescriptor {
  additionalConstraints: string;
  /** As describe_parameters answers with. */
  toMessage: () => object;
}

export interface SetParametersResult {
  successful: boolean;
  reason: string;
}

export interface Publisher {
  /** A message object, or a Buffer with a serialized message. */
  publish(message: object): void;
  /** Subscriptions that are matched with this publisher. */
  readonly subscriptionCount: number;
  /** Waits, blocking, until all subscribers have received what was published; false on timeout. */
  waitForAllAcked(timeoutNs: bigint): boolean;
}

/** All that rclnodejs wants to know of the type of messages that are published serialized. */
export type MessageType = (new () => object) & {
  type(): { pkgName: string; subFolder: string; interfaceName: string };
};

export interface Subscription {
  readonly topic: string;
}

export interface Service {
  readonly serviceName: string;
}

export interface ServiceResponse {
  readonly template: Record<string, unknown>;
  send(response: object): void;
}

/** Of a service that this node calls. */
export interface ServiceClient {
  /** Rejects where no answer comes within `timeout` milliseconds. */
  sendRequestAsync(request: object, options: { readonly timeout: number }): Promise<object>;
}

export interface Logger {
  /** rcutils severity from which messages are written, see {@link SEVERITY}. */
  readonly loggerEffectiveLevel: number;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface SubscriptionOptions {
  readonly qos: object;
  /** The callback gets the serialized message. */
  readonly isRaw?: boolean;
}

export interface LifecycleState {
  readonly id: number;
  readonly label: string;
}

export interface TransitionDescription {
  readonly transition: LifecycleState;
  readonly startState: LifecycleState;
  readonly goalState: LifecycleState;
}

/** A publisher of a topic, as the graph knows it. */
export interface PublisherInfo {
  readonly node_name: string;
  readonly node_namespace: string;
  readonly topic_type: string;
  /** rmw_qos_profile_t; the policies as their numbers. */
  readonly qos_profile: { readonly reliability: number };
}

export interface Node {
  name(): string;
  namespace(): string;
  getLogger(): Logger;
  getClock(): { now(): { nanoseconds: bigint } };
  declareParameters(parameters: RosParameter[], descriptors: object[]): void;
  setParametersAtomically(parameters: RosParameter[]): SetParametersResult;
  hasParameter(name: string): boolean;
  getParameter(name: string): DeclaredParameter;
  getParameterDescriptor(name: string): RosParameterDescriptor;
  getParameterNames(): string[];
  createPublisher(type: string | MessageType, topic: string, options?: { qos: object }): Publisher;
  createSubscription(
    type: string,
    topic: string,
    options: SubscriptionOptions,
    callback: (message: never) => void,
  ): Subscription;
  createService(
    type: string,
    name: string,
    callback: (request: object, response: ServiceResponse) => void,
  ): Service;
  createClient(type: string, service: string): ServiceClient;
  destroyClient(client: ServiceClient): void;
  destroyPublisher(publisher: Publisher): void;
  destroySubscription(subscription: Subscription): void;
  destroyService(service: Service): void;
  resolveTopicName(topic: string): string;
  resolveServiceName(service: string): string;
  /** Services in the graph, by their full names. */
  getServiceNamesAndTypes(): { readonly name: string; readonly types: readonly string[] }[];
  /** Every node of the graph, this one too; as often as there are nodes of that name. */
  getNodeNamesAndNamespaces(): readonly { readonly name: string; readonly namespace: string }[];
  getPublishersInfoByTopic(topic: string, noDemangle: boolean): PublisherInfo[];
  /** Subscriptions of a topic in the graph, matched or not. */
  countSubscribers(topic: string): number;
  spin(): void;
  destroy(): void;
}

export interface LifecycleNode extends Node {
  readonly currentState: LifecycleState;
  readonly availableStates: readonly LifecycleState[];
  /** Those that are possible in the present state. */
  readonly availableTransitions: readonly TransitionDescription[];
  /** All of them. */
  readonly transitions: readonly TransitionDescription[];
  /** Runs a transition and its callback. */
  _changeState(transitionId: number): LifecycleState;
  registerOnConfigure(callback: () => number): void;
  registerOnActivate(callback: () => number): void;
  registerOnDeactivate(callback: () => number): void;
  registerOnCleanup(callback: () => number): void;
  registerOnShutdown(callback: () => number): void;
  registerOnError(callback: () => number): void;
  configure(): LifecycleState;
  activate(): LifecycleState;
  deactivate(): LifecycleState;
  cleanup(): LifecycleState;
}

/** What rclnodejs has of a service's type: getters, which load its messages. */
export type ServiceType = { readonly Request: unknown; readonly Response: unknown };

interface Rclnodejs {
  init(context: unknown, argv: string[]): Promise<void>;
  shutdown(): void;
  /** A type by its name, such as `std_srvs/srv/Trigger`. */
  require(name: string): unknown;
  removeSignalHandlers(): void;
  readonly Context: { defaultContext(): unknown };
  readonly Parameter: new (name: string, type: number, value: unknown) => RosParameter;
  readonly ParameterDescriptor: new (
    name: string,
    type: number,
    description: string,
    readOnly: boolean,
    range: object | null,
  ) => RosParameterDescriptor;
  readonly FloatingPointRange: new (from: number, to: number, step: number) => object;
  readonly IntegerRange: new (from: bigint, to: bigint, step: bigint) => object;
  readonly QoS: new (
    history: number,
    depth: number,
    reliability: number,
    durability: number,
  ) => object;
  readonly NodeOptions: new (
    startParameterServices: boolean,
    parameterOverrides: readonly RosParameter[],
    automaticallyDeclareParametersFromOverrides: boolean,
    startTypeDescriptionService: boolean,
  ) => object;
  readonly Node: new (name: string, namespace?: string) => Node;
  readonly lifecycle: {
    readonly LifecycleNode: new (
      name: string,
      namespace: string,
      context: unknown,
      options: object,
      enableCommunicationInterface: boolean,
    ) => LifecycleNode;
  };
}

export const ros = (await loadRclnodejs()) as Rclnodejs;

/** rcl_interfaces/msg/ParameterType */
export const ROS_PARAMETER_TYPE = {
  bool: 1,
  integer: 2,
  double: 3,
  string: 4,
  string_array: 9,
} as const;

/** lifecycle_msgs/msg/Transition */
export const TRANSITION = { configure: 1 } as const;
export const TRANSITION_RESULT = { success: 97, failure: 98, error: 99 } as const;

/** lifecycle_msgs/msg/State */
export const STATE = { unconfigured: 1, inactive: 2, active: 3 } as const;

/** rcutils' RCUTILS_LOG_SEVERITY */
export const SEVERITY = { debug: 10 } as const;

/** `/robot1/vljepa` */
export function fullyQualifiedName(node: Node): string {
  return joinedName(node.namespace(), node.name());
}

/** `/`, `vljepa` → `/vljepa`; `/robot1`, `vljepa` → `/robot1/vljepa` */
export function joinedName(namespace: string, name: string): string {
  return `${namespace === '/' ? '' : namespace}/${name}`;
}

const KEEP_LAST = 1;
const RELIABILITY = { reliable: 1, best_effort: 2 } as const;
const DURABILITY = { transient_local: 1, volatile: 2 } as const;

export function keepLast(
  depth: number,
  reliability: keyof typeof RELIABILITY,
  durability: keyof typeof DURABILITY = 'volatile',
): object {
  return new ros.QoS(KEEP_LAST, depth, RELIABILITY[reliability], DURABILITY[durability]);
}
