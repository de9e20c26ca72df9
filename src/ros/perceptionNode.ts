import type { ResilientEngine } from '../engine/engine.js';
import { describeRuntime } from '../executionProvider.js';
import { openEngine } from '../engine/openEngine.js';
import { VljepaError, consequenceOf, describeError } from '../errors.js';
import { UNCONFIGURED, nodeSnapshot } from '../metrics/nodeSnapshot.js';
import { givenValue } from '../parameters/givenValue.js';
import type { NodeSettings } from '../parameters/settings.js';
import { resolveOverrides, type NodeArguments } from './arguments.js';
import { BareLifecycleNode } from './bareLifecycleNode.js';
import { CallQueue } from './callQueue.js';
import type { NodeStatus } from './endpoints/endpoint.js';
import { configuredEndpoints, nodeEndpoints } from './endpoints/index.js';
import { OpenEndpoints } from './endpoints/openEndpoints.js';
import { createLifecycleServices } from './lifecycleServices.js';
import { NameCheck } from './nameCheck.js';
import { NodeLog } from './nodeLog.js';
import { createParameterServices } from './parameterServices.js';
import { NodeParameters, type GivenParameter } from './parameters.js';
import { PerceptionPipeline } from './perceptionPipeline.js';
import {
  STATE,
  TRANSITION,
  TRANSITION_RESULT,
  fullyQualifiedName,
  type SetParametersResult,
} from './rcl.js';
import { startStatusTimer } from './statusTimer.js';
import { createTypeDescriptionService } from './typeDescriptions.js';

/** What configure uses: the loaded pack, or why there is none. */
interface Load {
  readonly startedMs: number;
  /** Undefined while it is being loaded. */
  result?: { readonly engine: ResilientEngine } | { readonly error: unknown };
}

/** What exists between configure and cleanup. */
interface Configured {
  readonly pipeline: PerceptionPipeline;
  readonly endpoints: OpenEndpoints;
}

/** The lifecycle of the node `vljepa`, around its endpoints and a {@link PerceptionPipeline}. */
export class PerceptionNode extends BareLifecycleNode {
  readonly #log: NodeLog;
  readonly #parameters: NodeParameters;
  readonly #endpoints: OpenEndpoints;
  readonly #nameCheck: NameCheck;
  readonly #statusTimer: NodeJS.Timeout;
  #configured: Configured | undefined;
  /** Why the node does not work; empty while it does. */
  #reason = '';
  #load: Load | undefined;
  #configuring: Promise<void> | undefined;
  #closing = false;
  /** Whether the transition in progress has failed. */
  #failed = false;
  /** Why inference ended for good, until the error transition has dealt with it. */
  #runtimeFailure: VljepaError | undefined;
  /** What is being closed: workers, stores. */
  readonly #ending = new Set<Promise<void>>();

  constructor({ parameters }: NodeArguments) {
    super('vljepa');
    this.#log = new NodeLog(this.getLogger());
    const warn = (message: string) => this.#log.warn(message);
    const overrides = resolveOverrides(parameters, fullyQualifiedName(this), warn);
    this.#parameters = new NodeParameters(this, overrides);
    this.#parameters.warnings.forEach(warn);
    createParameterServices(this, (given) => this.#setParameters(given));
    createTypeDescriptionService(
      this,
      overrides.get('start_type_description_service')?.value !== false,
    );
    createLifecycleServices(this, (transition) => this.#change(transition));
    this.#endpoints = OpenEndpoints.open(nodeEndpoints, { node: this, log: this.#log });
    this.#nameCheck = new NameCheck(this, this.#log);
    this.#statusTimer = startStatusTimer(this, this.#log, (nowNs) => this.#report(nowNs));
    this.registerOnConfigure(() =>
      this.#transition('configure', () => this.#onConfigure(), this.#load?.startedMs),
    );
    this.registerOnActivate(() => this.#transition('activate', () => this.#onActivate()));
    this.registerOnDeactivate(() => this.#transition('deactivate', () => this.#onDeactivate()));
    this.registerOnCleanup(() => this.#transition('clean up', () => this.#release()));
    this.registerOnShutdown(() => this.#transition('shut down', () => this.#release()));
    this.registerOnError(() => this.#onError());
  }

  /** Configures and activates, as far as it goes; the reason of a failure is in the log. */
  async autostart(): Promise<void> {
    try {
      if (!this.#parameters.settings.autostart) {
        this.#log.info('autostart is false: waiting to be configured and activated');
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
    clearInterval(this.#statusTimer);
    this.#await(this.#endpoints.close());
    this.#release();
    await this.#configuring;
    await Promise.all(this.#ending);
    this.destroy();
  }

  #setParameters(given: readonly GivenParameter[]): SetParametersResult {
    const configured = this.#configured !== undefined || this.#load !== undefined;
    return this.#parameters.set(given, configured, () => {
      this.#configured?.pipeline.update(this.#parameters.settings);
      this.#configured?.endpoints.parametersChanged();
    });
  }

  /** A transition that a service call asks for; false where it failed. */
  async #change(transition: number): Promise<boolean> {
    if (transition === TRANSITION.configure) {
      if (this.#load) {
        this.#log.warn(
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
   * diagnostics keep working meanwhile, and only live parameters can be set.
   */
  async #loadAndConfigure(): Promise<void> {
    const load: Load = (this.#load = { startedMs: performance.now() });
    try {
      const settings = this.#checkedSettings();
      const building =
        settings.executionProvider === 'tensorrt'
          ? '; TensorRT builds its engines first, which may take minutes'
          : '';
      this.#log.info(`loading pack ${settings.pack}${building}`);
      const engine = await openEngine(settings);
      this.#log.info(`pack ${engine.pack.id}: ${describeRuntime(engine.runtime)}`);
      load.result = { engine };
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
      this.#reason = describeError(error);
      this.#log.error(`cannot ${name}: ${this.#reason}`);
      // An error that the user can fix leaves the node where it was; an internal error does not.
      const consequence = consequenceOf(error);
      return consequence === undefined || consequence === 'error transition'
        ? TRANSITION_RESULT.error
        : TRANSITION_RESULT.failure;
    }
    this.#reason = '';
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(2);
    this.#log.info(`${name}: done in ${seconds} s`);
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
    const pipeline = new PerceptionPipeline(this, this.#log, settings, result.engine, (reason) =>
      this.#failWhileRunning(reason),
    );
    try {
      const endpoints = OpenEndpoints.open(configuredEndpoints, {
        node: this,
        log: this.#log,
        pipeline,
        calls: new CallQueue(),
        setParameters: (values) =>
          this.#setParameters(
            Object.entries(values).map(([name, value]) => ({ name, given: givenValue(value) })),
          ),
      });
      this.#configured = { pipeline, endpoints };
    } catch (error) {
      this.#await(pipeline.dispose());
      throw error;
    }
    this.#log.info(pipeline.inForce);
  }

  #onActivate(): void {
    if (this.#runtimeFailure !== undefined) throw this.#runtimeFailure;
    const { pipeline, endpoints } = this.#configured!;
    pipeline.activate(endpoints.sinks);
    try {
      endpoints.activate();
    } catch (error) {
      pipeline.deactivate();
      throw error;
    }
  }

  #onDeactivate(): void {
    if (this.#runtimeFailure !== undefined) throw this.#runtimeFailure;
    this.#configured?.endpoints.deactivate();
    this.#configured?.pipeline.deactivate();
  }

  /** On the way from any state to unconfigured. */
  #onError(): number {
    this.#release();
    return TRANSITION_RESULT.success;
  }

  /** The error state is entered only by a transition that fails. */
  #failWhileRunning(reason: VljepaError): void {
    this.#runtimeFailure = reason;
    if (this.currentState.id === STATE.active) return void this.deactivate();
    this.#reason = describeError(reason);
    this.#log.error(`inference has ended: ${this.#reason}`);
  }

  #report(nowNs: bigint): void {
    const failed = (error: unknown) =>
      this.#log.warnThrottled('report', `a report is lost: ${describeError(error)}`);
    try {
      const status = this.#status(nowNs);
      this.#endpoints.report(status, failed);
      this.#configured?.endpoints.report(status, failed);
    } catch (error) {
      // Memory cannot be measured without a file handle.
      failed(error);
    }
  }

  #status(nowNs: bigint): NodeStatus {
    const pipeline = this.#configured?.pipeline;
    const snapshot = nodeSnapshot(pipeline?.snapshot(performance.now()) ?? UNCONFIGURED, nowNs);
    return {
      snapshot,
      lifecycle: { state: this.currentState.label, reason: this.#reason },
      diagnoses: [...(pipeline?.diagnose(snapshot) ?? []), this.#nameCheck.look()],
    };
  }

  #release(): void {
    this.#runtimeFailure = undefined;
    if (!this.#configured) return;
    const { pipeline, endpoints } = this.#configured;
    this.#configured = undefined;
    this.#await(endpoints.close());
    this.#await(pipeline.dispose());
  }

  /** Delays the end of the process. */
  #await(ended: Promise<void>): void {
    const ending = ended
      .catch((error: unknown) => this.#log.error(`not closed: ${describeError(error)}`))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
