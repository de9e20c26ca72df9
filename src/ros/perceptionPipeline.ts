import { VljepaError, consequenceOf, describeError } from '../errors.js';
import type { ResilientEngine } from '../engine/engine.js';
import { largestBatch } from '../executionProvider.js';
import { pipelineDiagnoses, type Diagnosis } from '../metrics/diagnoses.js';
import { PipelineMetrics, type PipelineSnapshot } from '../metrics/pipelineMetrics.js';
import type { NodeSnapshot } from '../metrics/nodeSnapshot.js';
import { CameraTelemetry } from '../metrics/telemetry.js';
import { NO_LABELS } from '../operators/classify.js';
import type { RecentWindows } from '../operators/recentWindows.js';
import { Turns } from '../operators/turns.js';
import type { CameraParameters } from '../parameters/cameras.js';
import { cameraInForce, describeInForce } from '../parameters/inForce.js';
import { liveSettings, windowFrames, type NodeSettings } from '../parameters/settings.js';
import type { Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import { giveAtOnce, type Sink } from '../sink.js';
import { VocabularyCheck } from '../vocabularyCheck.js';
import type { WatchSettings } from '../watches/watchSettings.js';
import type { JudgedState } from '../worldState.js';
import { ActiveCamera } from './activeCamera.js';
import { explainText } from './decisions.js';
import type { Pipeline } from './endpoints/endpoint.js';
import { Labels } from './labels.js';
import type { NodeLog } from './nodeLog.js';
import type { Node } from './rcl.js';

/** Windows that can still be asked, of all cameras together: an engine holds 64, those on their way too. */
const KEPT_WINDOWS = 48;

/**
 * The pipeline of a configured node: the loaded pack and the settings in force and, while active, the
 * cameras. What it perceives goes to sinks, of which it knows nothing else.
 */
export class PerceptionPipeline implements Pipeline {
  readonly engine: ResilientEngine;
  #live: LiveSettings;
  readonly #turns: Turns;
  readonly #labels: Labels;
  #active = false;
  #cameras: ActiveCamera[] = [];
  #sinks: readonly Sink[] = [];
  readonly #telemetry: Map<string, CameraTelemetry>;
  readonly #metrics: PipelineMetrics;
  readonly #vocabulary = new VocabularyCheck((note) => this.#log.warn(note));
  readonly #node: Node;
  readonly #log: NodeLog;
  #settings: NodeSettings;
  readonly #failed: (reason: VljepaError) => void;
  /** Why inference has ended for good. */
  #failure: string | undefined;

  /**
   * @param engine the loaded pack of these settings; the pipeline disposes of it, also where it throws
   * @param failed called when the engine cannot be brought back while the node is running
   * @throws PARAMETER_RANGE
   */
  constructor(
    node: Node,
    log: NodeLog,
    settings: NodeSettings,
    engine: ResilientEngine,
    failed: (reason: VljepaError) => void,
  ) {
    this.#node = node;
    this.#log = log;
    this.#settings = settings;
    this.#failed = failed;
    this.engine = engine;
    // docs/decisions/0013-cameras-take-turns.md
    this.#turns = new Turns(largestBatch(settings.threads, engine.runtime.executionProvider));
    this.#labels = new Labels(
      engine,
      (labelSpace) => (this.#live = { ...this.#live, labelSpace }),
      log,
    );
    this.#telemetry = new Map(
      settings.cameras.map(({ name }) => [
        name,
        new CameraTelemetry(
          name,
          (error) => this.#frameFailed(name, error),
          (kind, message) => log.warnThrottled(`${name} ${kind}`, `camera ${name}: ${message}`),
          (reason) => log.debug(() => `camera ${name}: dropped, ${reason}`),
        ),
      ]),
    );
    this.#metrics = new PipelineMetrics(engine, [...this.#telemetry.values()], (camera) =>
      // A rate above the pack's own is for users who want a state for every image.
      Math.min(this.#live.rateHz[camera] ?? Infinity, engine.pack.samplingRate),
    );
    try {
      for (const camera of settings.cameras) windowFrames(camera, engine.pack);
      this.#live = liveSettings(settings, engine.pack, NO_LABELS);
    } catch (error) {
      void engine.dispose();
      throw error;
    }
    this.#watchEngine();
    this.update(settings);
  }

  get cameras(): readonly CameraParameters[] {
    return this.#settings.cameras;
  }

  get live(): LiveSettings {
    return this.#live;
  }

  get watches(): readonly WatchSettings[] {
    return this.#settings.watches;
  }

  get active(): boolean {
    return this.#active;
  }

  get newestStates(): readonly JudgedState[] {
    return this.#cameras
      .flatMap(({ newest }) => [...newest.values()])
      .filter(({ query }) => this.#live.queries.includes(query));
  }

  recentWindows(camera: string): RecentWindows | undefined {
    return this.#cameras.find((active) => active.camera.name === camera)?.recent;
  }

  /** The pack, the query and the cameras, in words for the log. */
  get inForce(): string {
    return describeInForce(this.#settings.cameras, this.#live, this.engine.pack);
  }

  /** Live parameters: in force at the next window. */
  update(settings: NodeSettings): void {
    this.#settings = settings;
    this.#live = {
      ...liveSettings(settings, this.engine.pack, this.#live.labelSpace),
      besides: this.#live.besides ?? [],
    };
    void this.#vocabulary.check(this.engine, settings.labels, this.#live.queries);
    this.#labels.want(settings.labels);
  }

  /**
   * Subscribes to the cameras.
   *
   * @param sinks given every perception until {@link deactivate}
   * @throws CAMERA_SUBSCRIPTION; then it is as inactive as before
   */
  activate(sinks: readonly Sink[]): void {
    this.#active = true;
    this.#sinks = sinks;
    try {
      this.#openCameras();
    } catch (error) {
      this.deactivate();
      throw error;
    }
    this.#metrics.restart();
  }

  deactivate(): void {
    this.#active = false;
    this.#metrics.stop();
    for (const camera of this.#cameras) camera.close();
    this.#cameras = [];
    this.#sinks = [];
  }

  /** Ends the worker; resolves when it is gone. The rest is closed at once. */
  async dispose(): Promise<void> {
    try {
      this.deactivate();
    } finally {
      await this.engine.dispose();
    }
  }

  askBesides(queries: readonly string[]): void {
    this.#live = { ...this.#live, besides: queries };
  }

  /** A text comes too late when the node is not active any more, or its query is not asked any more. */
  give(perception: Perception): void {
    if (perception.kind === 'text') {
      const { text } = perception;
      if (!this.#active || !this.#live.queries.includes(text.query)) {
        this.#log.debug(() => explainText(text, false));
        return;
      }
    } else {
      this.#labels.retry();
    }
    const { camera } = perception.kind === 'text' ? perception.text : perception.state;
    giveAtOnce(this.#sinks, perception, this.#telemetry.get(camera)!, (error) =>
      this.#log.warnThrottled('sink', `a result is lost: ${describeError(error)}`),
    );
  }

  /** @param nowMs monotonic clock */
  snapshot(nowMs: number): PipelineSnapshot {
    return this.#metrics.snapshot(nowMs);
  }

  /** @param snapshot of this pipeline's node, just taken */
  diagnose(snapshot: NodeSnapshot): Diagnosis[] {
    const { pack } = this.engine;
    const measured = new Map(snapshot.cameras.map((camera) => [camera.camera, camera]));
    return [
      ...this.#cameras.map((active) => {
        const diagnosis = active.diagnose(measured.get(active.camera.name)!, snapshot.stampNs);
        const inForce = cameraInForce(active.camera, this.#live, pack);
        return { ...diagnosis, values: { ...diagnosis.values, ...inForce } };
      }),
      ...pipelineDiagnoses(snapshot, {
        pack,
        threads: this.#settings.threads,
        live: this.#live,
        recovering: this.engine.stopped,
        failure: this.#failure,
      }),
    ];
  }

  #openCameras(): void {
    const { cameras } = this.#settings;
    const keptWindows = Math.max(1, Math.floor(KEPT_WINDOWS / cameras.length));
    for (const camera of cameras) {
      this.#cameras.push(
        new ActiveCamera(
          this.#node,
          camera,
          this.engine,
          this.#turns,
          () => this.#live,
          this.#telemetry.get(camera.name)!,
          (perception) => this.give(perception),
          this.#log,
          keptWindows,
        ),
      );
    }
  }

  #frameFailed(camera: string, error: unknown): void {
    const consequence = consequenceOf(error);
    // Logged once, when it happens, and not for every window that it costs.
    if (consequence === 'worker restarted' || consequence === 'error transition') return;
    const kind = error instanceof VljepaError ? error.code : 'internal error';
    this.#log.warnThrottled(`${camera} ${kind}`, `camera ${camera}: ${describeError(error)}`);
  }

  #watchEngine(): void {
    this.engine.watch({
      died: (reason, waitSeconds) =>
        this.#log.error(
          `inference stopped: ${describeError(reason)}; loading the pack again in ${waitSeconds} s`,
        ),
      recovered: () => {
        this.#log.info(`inference runs again with pack ${this.engine.pack.id}`);
        this.#labels.recovered();
      },
      failed: (reason) => {
        this.#failure = describeError(reason);
        this.#failed(reason);
      },
    });
  }
}
