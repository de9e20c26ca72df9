import { diagnosticStatus, type Diagnosis, type DiagnosticStatus } from '../diagnostics.js';
import { VljepaError } from '../errors.js';
import { SupervisedEngine } from '../inference/supervisedEngine.js';
import { loadEngine } from '../inference/workerEngine.js';
import { diagnosticArrayDefinition } from '../messages/definitions.js';
import type { Header } from '../messages/outputs.js';
import { toTime } from '../messages/stamp.js';
import { givenValue } from '../parameters/givenValue.js';
import type { NodeSettings } from '../parameters/settings.js';
import { resolveOverrides, type NodeArguments } from './arguments.js';
import { createParameterServices } from './parameterServices.js';
import { NodeParameters, type GivenParameter } from './parameters.js';
import {
  STATE,
  TRANSITION,
  TRANSITION_RESULT,
  keepLast,
  ros,
  type Service,
  type ServiceResponse,
  type SetParametersResult,
  type Subscription,
} from './rcl.js';
import { SerializedPublisher } from './serializedPublisher.js';
import { Session } from './session.js';

const DIAGNOSTICS_MS = 1000;

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
  #query: Subscription | undefined;
  #describe: Service | undefined;
  /** Why the node is not as it should be; empty while it is. */
  #reason = '';
  #load: Load | undefined;
  #configuring: Promise<void> | undefined;
  #closing = false;
  /** Whether the transition in progress has failed. */
  #failed = false;
  /** Why inference ended for good, until the error transition has dealt with it. */
  #runtimeFailure: string | undefined;
  /** Workers of sessions that are gone, until they have ended. */
  readonly #ending = new Set<Promise<void>>();

  constructor({ parameters }: NodeArguments) {
    super('vljepa', '', ros.Context.defaultContext(), { startParameterServices: false });
    const warn = (message: string) => this.getLogger().warn(message);
    const overrides = resolveOverrides(parameters, this.fullyQualifiedName, warn);
    this.#parameters = new NodeParameters(this, overrides);
    this.#parameters.warnings.forEach(warn);
    createParameterServices(this, (given) => this.#setParameters(given));
    this.#diagnostics = new SerializedPublisher(
      this,
      'diagnostic_msgs/msg/DiagnosticArray',
      diagnosticArrayDefinition(),
      '/diagnostics',
      keepLast(10, 'reliable'),
    );
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
      if (!this.#parameters.settings.autostart) return;
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
   * Serves ~/change_state. rclnodejs 2.2 throws out of the event loop where a transition is not
   * possible in the present state, and answers "success" for one that ended in the error state.
   */
  _onChangeState(
    { transition: { id, label } }: { transition: { id: number; label: string } },
    response: ServiceResponse,
  ): void {
    const wanted = this.availableTransitions.find(({ transition }) =>
      label === '' ? transition.id === id : transition.label === label,
    )?.transition.id;
    const configures = wanted === TRANSITION.configure;
    if (wanted === undefined || (configures && this.#load)) {
      const now = this.#load ? 'being configured' : this.currentState.label;
      this.getLogger().warn(
        `expected a transition that is possible while ${now}, got ${label === '' ? id : label}`,
      );
      response.send({ success: false });
      return;
    }
    const answer = () => response.send({ success: !this.#failed });
    if (configures) {
      void (this.#configuring = this.#loadAndConfigure()).then(answer);
      return;
    }
    this.#failed = false;
    this._changeState(wanted);
    answer();
  }

  /**
   * Lifecycle callbacks return at once, so the pack is loaded before: signals, services and
   * diagnostics go on meanwhile, and nothing but the live parameters can be set.
   */
  async #loadAndConfigure(): Promise<void> {
    const load: Load = (this.#load = { startedMs: performance.now() });
    try {
      const settings = this.#checkedSettings();
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
    const { settings } = this.#parameters;
    const session = new Session(this, settings, result.engine, (reason) =>
      this.#failWhileRunning(reason),
    );
    this.#session = session;
    this.#describe = this.createService('std_srvs/srv/Trigger', '~/describe', (_, response) =>
      this.#onDescribe(session, response),
    );
    this.#query = this.createSubscription(
      'std_msgs/msg/String',
      '~/query',
      { qos: keepLast(1, 'reliable') },
      ({ data }: { data: string }) => this.#onQuery(session, data),
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
    if (this.#describe) this.destroyService(this.#describe);
    if (this.#query) this.destroySubscription(this.#query);
    this.#describe = undefined;
    this.#query = undefined;
    if (!this.#session) return;
    const ending = this.#session.dispose().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    this.#session = undefined;
  }

  #onQuery(session: Session, query: string): void {
    this.#setParameters([{ name: 'query', given: givenValue(query) }]);
    const { id, readsQuery } = session.pack;
    this.getLogger().info(
      `query: ${JSON.stringify(query)}${readsQuery ? '' : `; the pack ${id} does not read queries, its world states stay the same`}`,
    );
  }

  #onDescribe(session: Session, response: ServiceResponse): void {
    session.describe().then(
      (texts) =>
        response.send({
          success: true,
          message: texts.map(({ camera, text }) => `${camera}: ${text}`).join('\n'),
        }),
      (error: unknown) =>
        response.send({
          success: false,
          message: error instanceof Error ? error.message : String(error),
        }),
    );
  }

  #publishDiagnostics(): void {
    const now = this.getClock().now().nanoseconds;
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
        diagnosticStatus(this.name(), this.fullyQualifiedName, diagnosis),
      ),
    });
  }
}
