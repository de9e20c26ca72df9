import { VljepaError, describeError } from '../errors.js';
import { checkFullTopic, checkTopic } from '../parameters/cameraTopic.js';
import {
  cameraNames,
  cameraParameter,
  declarationOf,
  declarationsFor,
  declarationsOfWatch,
  rosDeclarations,
  watchNames,
  watchParameter,
  type ParameterDeclaration,
  type ParameterValue,
} from '../parameters/declarations.js';
import type { GivenValue } from '../parameters/givenValue.js';
import { nearest } from '../parameters/nearest.js';
import type { ParameterOverrides } from '../parameters/overrides.js';
import { readSettings, unknownParameters, type NodeSettings } from '../parameters/settings.js';
import { expandTopic } from '../parameters/topicName.js';
import { validate } from '../parameters/validate.js';
import { parameterDescriptor, rosParameter } from './parameterDescriptor.js';
import type { LifecycleNode, RosParameter, SetParametersResult } from './rcl.js';

/** The most watches that there can be: each has parameters and two topics, and none of them goes away. */
const MOST_WATCHES = 64;

/** A parameter as a service call wants to set it. */
export interface GivenParameter {
  readonly name: string;
  readonly given: GivenValue;
}

/**
 * The node's parameters: declared in ROS from the one table, and kept here as they were given.
 *
 * A bad value from a file or the command line is not declared (ROS would refuse the whole node)
 * but kept, so that configure fails with its reason; setting a valid one fixes it.
 */
export class NodeParameters {
  readonly #node: LifecycleNode;
  readonly #values: ParameterOverrides;
  /** Every parameter that the node has; what else is set at start is not a parameter of it. */
  readonly #declared: Map<string, ParameterDeclaration>;

  constructor(node: LifecycleNode, overrides: ParameterOverrides) {
    this.#node = node;
    this.#values = new Map(overrides);
    const names = [...overrides.keys()];
    const own = declarationsFor(cameraNames(names), watchNames(names));
    const ofRos = rosDeclarations.map((declaration) => [declaration.name, declaration] as const);
    this.#declared = new Map([...own, ...ofRos]);
    this.#declare(own);
    for (const [name, declaration] of ofRos) {
      if (declaration.change === 'live' && overrides.has(name))
        node.setParametersAtomically([this.#rosParameter(name, declaration)]);
    }
  }

  /** @throws the first parameter that is wrong, see {@link readSettings}; CAMERA_TOPIC */
  get settings(): NodeSettings {
    return readSettings(this.#values, (camera, topic) => this.#resolveTopic(camera, topic));
  }

  /** Of parameters given at start that the node does not have: mistyped, or meant for another one. */
  get warnings(): string[] {
    return unknownParameters(this.#values.keys()).map(
      (name) =>
        `the parameter ${name} is set, but this node has no such parameter${this.#nearest(name)}`,
    );
  }

  /**
   * Sets what a service call asks for, all or nothing; throws nothing.
   *
   * @param configured whether what is read when the node is configured stays as it is
   * @param accepted called once the values are in force
   */
  set(
    given: readonly GivenParameter[],
    configured: boolean,
    accepted: () => void,
  ): SetParametersResult {
    try {
      const stored = this.#check(given, configured);
      this.#declareWatches(given);
      const result =
        stored.length > 0
          ? this.#node.setParametersAtomically(stored)
          : { successful: true, reason: '' };
      if (result.successful) {
        for (const { name, given: value } of given) this.#values.set(name, value);
        accepted();
      }
      return result;
    } catch (error) {
      // Whatever it is, it must not end the process: rclnodejs 2.2 lets it out of the event loop.
      return { successful: false, reason: describeError(error) };
    }
  }

  /**
   * The parameters as ROS should store them.
   *
   * @throws PARAMETER_UNKNOWN, PARAMETER_TYPE, PARAMETER_RANGE, CAMERA_TOPIC, and PARAMETER_FIXED for
   *   another value of what is read when the node is configured, where it is configured
   */
  #check(parameters: readonly GivenParameter[], configured: boolean): RosParameter[] {
    return parameters.flatMap(({ name, given }) => {
      const declaration = this.#declared.get(name) ?? (watchParameter(name) && declarationOf(name));
      if (!declaration) throw this.#unknown(name);
      const value = validate(name, declaration, given);
      const camera = cameraParameter(name);
      if (camera?.declared === 'cameras.<name>.topic') checkTopic(camera.camera, value as string);
      // `ros2 param load` sets a whole file: a value that is already set is not a change.
      if (!isSame(value, this.#present(name, declaration)))
        refuseFixed(name, declaration, configured);
      return declaration.change === 'never' ? [] : [rosParameter(name, declaration, value)];
    });
  }

  #declare(
    declarations: readonly (readonly [name: string, declaration: ParameterDeclaration])[],
  ): void {
    this.#node.declareParameters(
      declarations.map(([name, declaration]) => this.#rosParameter(name, declaration)),
      declarations.map(([name, declaration]) => parameterDescriptor(name, declaration)),
    );
  }

  /**
   * Watches may be declared while the node runs.
   *
   * @throws WATCH_REFUSED where there are too many
   */
  #declareWatches(given: readonly GivenParameter[]): void {
    const known = watchNames(this.#declared.keys());
    const added = watchNames(given.map(({ name }) => name)).filter((name) => !known.includes(name));
    if (added.length === 0) return;
    if (known.length + added.length > MOST_WATCHES) {
      throw new VljepaError(
        'WATCH_REFUSED',
        `expected at most ${MOST_WATCHES} watches, got ${known.length + added.length}: change one of those that there are, whose names stay when they are cancelled`,
      );
    }
    const declarations = added.flatMap(declarationsOfWatch);
    for (const [name, declaration] of declarations) this.#declared.set(name, declaration);
    this.#declare(declarations);
  }

  /** The value in force; undefined where a bad one was given. */
  #present(name: string, declaration: ParameterDeclaration): ParameterValue | undefined {
    const given = this.#values.get(name);
    if (given === undefined) return declaration.default;
    try {
      return validate(name, declaration, given);
    } catch {
      // Reported when the node is configured.
      return undefined;
    }
  }

  #rosParameter(name: string, declaration: ParameterDeclaration): RosParameter {
    return rosParameter(name, declaration, this.#present(name, declaration) ?? declaration.default);
  }

  #resolveTopic(camera: string, topic: string): string {
    checkTopic(camera, topic);
    checkFullTopic(camera, expandTopic(topic, this.#node.name(), this.#node.namespace()));
    return this.#node.resolveTopicName(topic);
  }

  #unknown(name: string): VljepaError {
    const camera = cameraParameter(name)?.camera;
    const undeclared =
      camera !== undefined && declarationOf(name) !== undefined
        ? `; cameras are declared at start: give cameras.${camera}.topic in a parameter file or with -p`
        : '';
    return new VljepaError(
      'PARAMETER_UNKNOWN',
      `${JSON.stringify(name)}: no such parameter${this.#nearest(name)}${undeclared}`,
    );
  }

  #nearest(name: string): string {
    const meant = nearest(name, this.#declared.keys());
    return meant === undefined ? '' : `, nearest: ${meant}`;
  }
}

function isSame(a: ParameterValue, b: ParameterValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function refuseFixed(name: string, { change }: ParameterDeclaration, configured: boolean): void {
  if (change === 'never') {
    throw new VljepaError('PARAMETER_FIXED', `parameter ${name} is read-only: it cannot be set`);
  }
  if (change === 'fixed' && configured) {
    throw new VljepaError(
      'PARAMETER_FIXED',
      `parameter ${name} is read when the node is configured: clean it up first, then set it`,
    );
  }
}
