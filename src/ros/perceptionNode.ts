import { diagnosticStatus, type Diagnosis, type DiagnosticStatus } from '../diagnostics.js';
import { VljepaError } from '../errors.js';
import { SupervisedEngine } from '../engine/supervisedEngine.js';
import { loadEngine } from '../engine/workerEngine.js';
import { messageDefinition } from '../messages/definitions.js';
import type { Header } from '../messages/outputs.js';
import { toTime } from '../messages/stamp.js';
import { givenValue } from '../parameters/givenValue.js';
import type { NodeSettings } from '../parameters/settings.js';
import { resolveOverrides, type NodeArguments } from './arguments.js';
import { offerLifecycleServices } from './lifecycleServices.js';
import { createParameterServices } from './parameterServices.js';
import { NodeParameters, type GivenParameter } from './parameters.js';
import {
  STATE,
  TRANSITION,
  TRANSITION_RESULT,
  keepLast,
  ros,
  type MessageType,
  type Publisher,
  type SetParametersResult,
} from './rcl.js';
import { Requests } from './requests.js';
import { SerializedPublisher } from './serializedPublisher.js';
import { Session } from './session.js';
import { offerTypeDescriptions } from './typeDescriptions.js';

const DIAGNOSTICS_MS = 1000;
/** Simulated time stands at 0 until /clock comes; after so many reports the log says so. */
const TICKS_WITHOUT_TIME = 5;

/** `diagnostic_msgs/DiagnosticArray` */
interface DiagnosticArray {
  readonly header: Header;
  readonly status: readonly DiagnosticStatus[];
}

/** What configure is to take: the loaded pack, or why there is none. */
interface Load {
  readonly startedMs: number;
  /** Undefined while it is being loaded. */
  result?: { readonly engine: SupervisedEngine } | { readonly error: unknown };
}

/** The lifecycle node `vljepa`: transitions, parameters, services and diagnostics around a {@link Session}. */
export class PerceptionNode extends ros.lifecycle.LifecycleNode {
  readonly #parameters: NodeParameters;
  readonly #diagnostics: SerializedPublisher<DiagnosticArray>;
  readonly #diagnosticsTimer: NodeJS.Timeout;
  #session: Session | undefined;
  #requests: Requests | undefined;
  /** Why the node is not as it should be; empty while it is. */
  #reason = '';
  #load: Load | undefined;
  #configuring: Promise<void> | undefined;
  #closing = false;
  #ticksWithoutTime = 0;
  /** Whether the transition in progress has failed. */
  #failed = false;
  /** Why inference ended for good, until the error transition has dealt with it. */
  #runtimeFailure: string | undefined;
  /** Workers of sessions that are gone, until they have ended. */
  readonly #ending = new Set<Promise<void>>();

  constructor({ parameters }: NodeArguments) {
    // Instead of rclnodejs' own services for parameters, type descriptions and the lifecycle: those
    // that are offered below.
    const options = new ros.NodeOptions(false, [], false, false);
    super('vljepa', '', ros.Context.defaultContext(), options, false);
    const warn = (message: string) => this.getLogger().warn(message);
    const overrides = resolveOverrides(parameters, this.fullyQualifiedName, warn);
    this.#parameters = new NodeParameters(this, overrides);
    this.#parameters.warnings.forEach(warn);
    createParameterServices(this, (given) => this.#setParameters(given));
    this.#diagnostics = new SerializedPublisher(
      this,
      'diagnostic_msgs/msg/DiagnosticArray',
      messageDefinition('diagnostic_msgs/msg/DiagnosticArray'),
      '/diagnostics',
      keepLast(10, 'reliable'),
    );
    offerTypeDescriptions(this, overrides.get('start_type_description_service')?.value !== false);
    offerLifecycleServices(this, (transition) => this.#change(transition));
    this.#diagnosticsTimer = setInterval(() => this.#publishDiagnostics(), DIAGNOSTICS_MS);
    this.registerOnConfigure(() =>
      this.#transition('configure', () => this.#onConfigure(), this.#load?.startedMs),
    );
    this.registerOnActivate(() => this.#transition('activate', () => this.#session!.activate()));
    this.registerOnDeactivate(() => this.#transition('deactivate', () => this.#onDeactivate()));
    this.registerOnCleanup(() => this.#transition('clean up', () => this.#release()));
    this.registerOnShutdown(() => this.#transition('shut down', () => this.#release()));
    this.registerOnError(() => this.#onError());
  }

  get fullyQualifiedName(): string {
    const namespace = this.namespace();
    return `${namespace === '/' ? '' : namespace}/${this.name()}`;
  }

  /** Configures and activates, as far as it goes; the reason of a failure is in the log. */
  async autostart(): Promise<void> {
    try {
      if (!this.#parameters.settings.autostart) {
        this.getLogger().info('autostart is false: waiting to be configured and activated');
        return;
      }
    } catch {
      // A bad parameter: configure says which.
    }
    await (this.#configuring = this.#loadAndConfigure());
    if (this.currentState.id === STATE.inactive) this.activate();
  }

  /** Closes everything; resolves when the inference worker has let go of its pack. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#diagnosticsTimer);
    this.#release();
    await this.#configuring;
    await Promise.all(this.#ending);
    this.destroy();
  }

  /** All or nothing. */
  #setParameters(parameters: readonly GivenParameter[]): SetParametersResult {
    try {
      const { stored, accept } = this.#parameters.check(
        parameters,
        this.#session !== undefined || this.#load !== undefined,
      );
      const result =
        stored.length > 0 ? this.setParametersAtomically(stored) : { successful: true, reason: '' };
      if (result.successful) {
        accept();
        this.#session?.update(this.#parameters.settings);
      }
      return result;
    } catch (error) {
      // Whatever it is, it must not end the process: rclnodejs 2.2 lets it out of the event loop.
      return { successful: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /**
   * rclnodejs 2.2 publishes parameter events in the node's namespace, where nobody listens; it calls
   * this while the node is being constructed.
   */
  override createPublisher(
    type: string | MessageType,
    topic: string,
    options?: { qos: object },
  ): Publisher {
    if (topic !== 'parameter_events') return super.createPublisher(type, topic, options);
    // rmw_qos_profile_parameter_events
    return super.createPublisher(type, '/parameter_events', { qos: keepLast(1000, 'reliable') });
  }

  /** A transition that a service call asks for; false where it failed. */
  async #change(transition: number): Promise<boolean> {
    if (transition === TRANSITION.configure) {
      if (this.#load) {
        this.getLogger().warn(
          'expected a transition that is possible, got configure: the node is being configured',
        );
        return false;
      }
      await (this.#configuring = this.#loadAndConfigure());
    } else {
      this.#failed = false;
      this._changeState(transition);
    }
    return !this.#failed;
  }

  /**
   * Lifecycle callbacks return at once, so the pack is loaded before: signals, services and
   * diagnostics go on meanwhile, and nothing but the live parameters can be set.
   */
  async #loadAndConfigure(): Promise<void> {
    const load: Load = (this.#load = { startedMs: performance.now() });
    try {
      const settings = this.#checkedSettings();
      this.getLogger().info(`loading pack ${settings.pack}`);
      load.result = {
        engine: await SupervisedEngine.load((died) => loadEngine(settings, died)),
      };
    } catch (error) {
      load.result = { error };
    }
    this.#failed = false;
    if (this.currentState.id === STATE.unconfigured && !this.#closing) {
      this.configure();
    } else {
      // Shut down meanwhile.
      this.#failed = true;
      if ('engine' in load.result) await load.result.engine.dispose();
    }
    this.#load = undefined;
  }

  #transition(name: string, work: () => void, startedMs = performance.now()): number {
    try {
      work();
    } catch (error) {
      this.#failed = true;
      this.#reason = error instanceof Error ? error.message : String(error);
      this.getLogger().error(`cannot ${name}: ${this.#reason}`);
      // What the user can mend leaves the node where it was; anything else is an error of its own.
      return error instanceof VljepaError ? TRANSITION_RESULT.failure : TRANSITION_RESULT.error;
    }
    this.#reason = '';
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(2);
    this.getLogger().info(`${name}: done in ${seconds} s`);
    return TRANSITION_RESULT.success;
  }

  /** @throws the first parameter that is wrong, CAMERA_NONE */
  #checkedSettings(): NodeSettings {
    const { settings } = this.#parameters;
    if (settings.cameras.length === 0) {
      throw new VljepaError(
        'CAMERA_NONE',
        'expected at least one camera, got none: set cameras.<name>.topic, for example --ros-args -p cameras.front.topic:=/camera/image_raw',
      );
    }
    return settings;
  }

  #onConfigure(): void {
    const result = this.#load!.result!;
    if ('error' in result) throw result.error;
    try {
      this.#open(result.engine);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #open(engine: SupervisedEngine): void {
    const { settings } = this.#parameters;
    const session = new Session(this, settings, engine, (reason) => this.#failWhileRunning(reason));
    this.#session = session;
    this.#requests = new Requests(this, session, (query) =>
      this.#setParameters([{ name: 'query', given: givenValue(query) }]),
    );
    this.getLogger().info(session.inForce);
  }

  #onDeactivate(): void {
    if (this.#runtimeFailure !== undefined) throw new Error(this.#runtimeFailure);
    this.#session?.deactivate();
  }

  /** On the way from any state to unconfigured. */
  #onError(): number {
    this.#runtimeFailure = undefined;
    this.#release();
    return TRANSITION_RESULT.success;
  }

  /** There is no way into the error state but a transition that fails. */
  #failWhileRunning(reason: string): void {
    this.#runtimeFailure = reason;
    if (this.currentState.id === STATE.active) this.deactivate();
  }

  #release(): void {
    this.#requests?.close();
    this.#requests = undefined;
    if (!this.#session) return;
    const ending = this.#session.dispose().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    this.#session = undefined;
  }

  #publishDiagnostics(): void {
    const now = this.getClock().now().nanoseconds;
    if (now === 0n && ++this.#ticksWithoutTime === TICKS_WITHOUT_TIME) {
      this.getLogger().warn(
        'use_sim_time is true, but /clock has given no time yet: start the simulation, or play the bag with --clock; images are read all the same',
      );
    }
    const diagnoses = this.#session?.diagnose(performance.now(), now) ?? [];
    const state = this.currentState;
    const lifecycle: Diagnosis = {
      level: this.#reason === '' ? 'ok' : 'error',
      task: 'lifecycle',
      message: this.#reason === '' ? state.label : `${state.label}: ${this.#reason}`,
      values: { State: state.label },
    };
    this.#diagnostics.publish({
      header: { stamp: toTime(now), frame_id: '' },
      status: [lifecycle, ...diagnoses].map((diagnosis) =>
        diagnosticStatus(this.fullyQualifiedName, diagnosis),
      ),
    });
  }
}
