import { diagnosticsOfSession, type Diagnosis } from '../diagnostics.js';
import type { PackDescription } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import type { SupervisedEngine } from '../engine/supervisedEngine.js';
import { messageDefinition } from '../messages/definitions.js';
import {
  decodedTextMessage,
  worldStateMessage,
  type WorldStateMessage,
} from '../messages/outputs.js';
import { decode } from '../operators/decodeText.js';
import { encodeLabels } from '../operators/classify.js';
import { cameraInForce, describeInForce } from '../parameters/inForce.js';
import { liveSettings, windowFrames, type NodeSettings } from '../parameters/settings.js';
import type { Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import { CameraTelemetry } from '../telemetry.js';
import { VocabularyCheck } from '../vocabularyCheck.js';
import type { DecodedText } from '../worldState.js';
import { ActiveCamera } from './activeCamera.js';
import { Bond } from './bond.js';
import { explainState, explainText } from './decisions.js';
import { EventLoopMonitor } from './eventLoop.js';
import { SEVERITY, keepLast, type LifecycleNode } from './rcl.js';
import { SerializedPublisher } from './serializedPublisher.js';
import { TextPublishers } from './textPublishers.js';
import { ThrottledLog } from './throttledLog.js';

/**
 * What exists between configure and cleanup: the loaded pack, the publishers, and while active the
 * cameras. Everything it opens is closed by {@link dispose}.
 */
export class Session {
  readonly #engine: SupervisedEngine;
  #live: LiveSettings;
  #labelled: readonly string[] = [];
  #active = false;
  #cameras: ActiveCamera[] = [];
  readonly #telemetry: Map<string, CameraTelemetry>;
  readonly #worldStates: SerializedPublisher<WorldStateMessage>;
  readonly #texts: TextPublishers;
  readonly #log: ThrottledLog;
  readonly #eventLoop = new EventLoopMonitor();
  readonly #vocabulary = new VocabularyCheck((note) => this.#node.getLogger().warn(note));
  #bond: Bond | undefined;
  readonly #node: LifecycleNode;
  #settings: NodeSettings;
  readonly #failed: (reason: string) => void;

  /**
   * @param engine the loaded pack of these settings; the session disposes of it, also where it throws
   * @param failed called when the engine cannot be brought back while the node is running
   * @throws PARAMETER_RANGE
   */
  constructor(
    node: LifecycleNode,
    settings: NodeSettings,
    engine: SupervisedEngine,
    failed: (reason: string) => void,
  ) {
    this.#node = node;
    this.#settings = settings;
    this.#failed = failed;
    this.#log = new ThrottledLog(node.getLogger());
    this.#engine = engine;
    this.#telemetry = new Map(
      settings.cameras.map(({ name }) => [
        name,
        new CameraTelemetry(
          name,
          (error) => this.#frameFailed(name, error),
          (kind, message) => this.#log.warn(`${name} ${kind}`, `camera ${name}: ${message}`),
          (reason) => this.#debug(() => `camera ${name}: dropped, ${reason}`),
        ),
      ]),
    );
    const names = settings.cameras.map(({ name }) => name);
    this.#texts = new TextPublishers(node, names);
    try {
      for (const camera of settings.cameras) windowFrames(camera, this.#engine.pack);
      this.#live = liveSettings(settings, this.#engine.pack, { labels: [], embeddings: [] });
      this.#texts.ask(this.#live.queries);
      this.#worldStates = new SerializedPublisher(
        node,
        'vljepa/msg/WorldState',
        messageDefinition('vljepa/msg/WorldState'),
        '~/world_state',
        keepLast(10, 'reliable'),
      );
    } catch (error) {
      this.#texts.close();
      void this.#engine.dispose();
      throw error;
    }
    this.#superviseEngine();
    this.update(settings);
  }

  get pack(): PackDescription {
    return this.#engine.pack;
  }

  /** What it works with, in words. */
  get inForce(): string {
    return describeInForce(this.#settings.cameras, this.#live, this.pack);
  }

  /** Live parameters: in force at the next window. */
  update(settings: NodeSettings): void {
    this.#settings = settings;
    this.#live = liveSettings(settings, this.#engine.pack, this.#live.labelSpace);
    void this.#vocabulary.check(this.#engine, settings.labels, this.#live.queries);
    this.#texts.ask(this.#live.queries);
    if (settings.labels.join('\n') === this.#labelled.join('\n')) return;
    this.#labelled = settings.labels;
    void this.#encodeLabels(settings.labels);
  }

  /** @throws CAMERA_SUBSCRIPTION; then it is as inactive as before */
  activate(): void {
    this.#active = true;
    try {
      this.#openCameras();
    } catch (error) {
      this.#stop();
      throw error;
    }
    this.#eventLoop.restart();
    this.#bond = Bond.form(this.#node);
  }

  deactivate(): void {
    this.#stop();
    this.#texts.forget();
  }

  /** Ends the worker; resolves when it is gone. The rest is closed at once. */
  dispose(): Promise<void> {
    this.#stop();
    this.#worldStates.destroy();
    this.#texts.close();
    return this.#engine.dispose();
  }

  /**
   * One text now for each camera and query, published with reason REQUEST.
   *
   * @throws CAMERA_SILENT where no camera has given a world state yet
   */
  async describe(): Promise<DecodedText[]> {
    const { queries } = this.#live;
    const states = this.#cameras
      .flatMap(({ newest }) => [...newest.values()])
      .filter(({ query }) => queries.includes(query));
    if (states.length === 0) {
      const names = this.#settings.cameras.map(({ name }) => name).join(', ');
      throw new VljepaError(
        'CAMERA_SILENT',
        this.#active
          ? `no image has arrived yet from ${names}: see /diagnostics`
          : 'the node is not active: activate it first',
      );
    }
    const texts = await Promise.all(
      states.map((state) => decode(this.#engine, state, state.embedding, 'REQUEST')),
    );
    for (const text of texts) this.#say(text);
    return texts;
  }

  diagnose(nowMs: number, nowNs: bigint): Diagnosis[] {
    return [
      ...this.#cameras.map((active) => {
        const diagnosis = active.diagnose(nowMs, nowNs);
        const inForce = cameraInForce(active.camera, this.#live, this.pack);
        return { ...diagnosis, values: { ...diagnosis.values, ...inForce } };
      }),
      ...diagnosticsOfSession({
        cameras: [...this.#telemetry.values()],
        pack: this.pack,
        threads: this.#settings.threads,
        live: this.#live,
        recovering: this.#engine.recovering,
        active: this.#active,
      }),
      ...(this.#active ? [this.#eventLoop.diagnose()] : []),
    ];
  }

  #openCameras(): void {
    for (const camera of this.#settings.cameras) {
      this.#cameras.push(
        new ActiveCamera(
          this.#node,
          camera,
          this.#engine,
          () => this.#live,
          this.#telemetry.get(camera.name)!,
          (perception, telemetry) => this.#publish(perception, telemetry),
          {
            warn: (message) => this.#node.getLogger().warn(message),
            debug: (message) => this.#debug(message),
          },
        ),
      );
    }
  }

  #stop(): void {
    this.#active = false;
    this.#bond?.break();
    this.#bond = undefined;
    this.#eventLoop.stop();
    this.#closeCameras();
  }

  #closeCameras(): void {
    for (const camera of this.#cameras) camera.close();
    this.#cameras = [];
  }

  #publish(perception: Perception, telemetry: CameraTelemetry): void {
    if (perception.kind === 'text') {
      if (this.#say(perception.text)) telemetry.texts += 1;
      return;
    }
    const latencyMs = performance.now() - perception.state.receivedMs;
    this.#worldStates.publish(worldStateMessage(perception.state, this.pack.id, latencyMs / 1000));
    telemetry.measure('total', latencyMs);
    this.#debug(() => explainState(perception.state));
  }

  /** False for a text that came too late to be said. */
  #say(text: DecodedText): boolean {
    const said = this.#active && this.#texts.publish(decodedTextMessage(text, this.pack.id));
    this.#debug(() => explainText(text, said));
    return said;
  }

  #debug(message: () => string): void {
    const logger = this.#node.getLogger();
    if (logger.loggerEffectiveLevel <= SEVERITY.debug) logger.debug(message());
  }

  async #encodeLabels(labels: readonly string[]): Promise<void> {
    try {
      const labelSpace = await encodeLabels(this.#engine, labels);
      // A newer list may have come meanwhile; its embeddings come later and must win.
      if (labels === this.#labelled) this.#live = { ...this.#live, labelSpace };
    } catch (error) {
      this.#log.warn('labels', `the labels are not in force: ${(error as Error).message}`);
    }
  }

  #frameFailed(camera: string, error: unknown): void {
    const code = error instanceof VljepaError ? error.code : 'INTERNAL_ERROR';
    // Said once, when it happens, and not for every window that it costs.
    if (code === 'WORKER_DIED') return;
    const message = error instanceof Error ? error.message : String(error);
    this.#log.warn(`${camera} ${code}`, `camera ${camera}: ${message}`);
  }

  #superviseEngine(): void {
    const logger = this.#node.getLogger();
    this.#engine.supervise({
      died: (reason, waitSeconds) =>
        logger.error(`inference stopped: ${reason}; loading the pack again in ${waitSeconds} s`),
      recovered: () => {
        logger.info(`inference runs again with pack ${this.pack.id}`);
        if (this.#live.labelSpace.labels !== this.#labelled)
          void this.#encodeLabels(this.#labelled);
      },
      failed: (reason) => this.#failed(reason),
    });
  }
}
