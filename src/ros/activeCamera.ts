import type { Subscription } from 'rxjs';
import type { EncodedWindow, Engine } from '../engine/engine.js';
import type { Frame } from '../frame.js';
import { freeImage } from '../image/freeImage.js';
import { cameraDiagnosis, slowness, type Diagnosis } from '../metrics/diagnoses.js';
import type { MeasuredCamera } from '../metrics/pipelineMetrics.js';
import type { CameraTelemetry } from '../metrics/telemetry.js';
import type { CameraParameters } from '../parameters/cameras.js';
import { windowFrames } from '../parameters/settings.js';
import type { ClipOfRun } from '../operators/clipWindow.js';
import { RecentWindows } from '../operators/recentWindows.js';
import type { Turns } from '../operators/turns.js';
import { perceive, type Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import type { JudgedState } from '../worldState.js';
import { CameraSubscription } from './cameraSubscription.js';
import type { NodeLog } from './nodeLog.js';
import type { Node } from './rcl.js';

/** A camera of an active node: its subscription, its pipeline, its newest states. */
export class ActiveCamera {
  readonly #subscription: CameraSubscription;
  readonly #pipeline: Subscription;
  #warnedSlow = false;
  /** Windows that can still be asked. */
  readonly recent: RecentWindows;
  /** The newest state of each query. */
  readonly newest = new Map<string, JudgedState>();
  readonly #log: NodeLog;

  /** @throws CAMERA_SUBSCRIPTION, with nothing left open */
  constructor(
    node: Node,
    readonly camera: CameraParameters,
    engine: Engine,
    turns: Turns,
    live: () => LiveSettings,
    telemetry: CameraTelemetry,
    perceived: (perception: Perception) => void,
    log: NodeLog,
    keptWindows: number,
  ) {
    this.#log = log;
    this.recent = new RecentWindows(keptWindows);
    this.#subscription = new CameraSubscription(node, camera, log, (error) =>
      telemetry.unreadable(error),
    );
    const { frames } = this.#subscription;
    const discard = ({ image }: Frame) => freeImage(image);
    const source = {
      name: camera.name,
      windowFrames: windowFrames(camera, engine.pack),
      frames,
      discard,
      retire: (window: EncodedWindow, clip: ClipOfRun) => this.recent.add(window, clip.newest),
      turns,
    };
    this.#pipeline = perceive(source, engine, live, telemetry).subscribe((perception) => {
      if (perception.kind === 'state') this.#keepNewest(perception.state, live().queries);
      perceived(perception);
    });
    try {
      this.#subscription.open();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  diagnose(measured: MeasuredCamera, nowNs: bigint): Diagnosis {
    this.#subscription.check();
    const slow = slowness(measured);
    if (slow !== undefined && !this.#warnedSlow) {
      this.#warnedSlow = true;
      this.#log.warn(`camera ${this.camera.name}: ${slow}`);
    }
    return cameraDiagnosis(measured, this.#subscription, nowNs);
  }

  close(): void {
    this.#subscription.close();
    this.#pipeline.unsubscribe();
    this.recent.close();
  }

  #keepNewest(state: JudgedState, queries: readonly string[]): void {
    this.newest.set(state.query, state);
    for (const query of this.newest.keys()) if (!queries.includes(query)) this.newest.delete(query);
  }
}
