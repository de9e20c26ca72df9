import type { LocalEngine } from '../engine/engine.js';
import type { Runtime } from '../executionProvider.js';
import { EventLoopMonitor, type EventLoopDelay } from './eventLoop.js';
import { takeSnapshot, type CameraSnapshot, type Snapshot } from './snapshot.js';
import { sum } from './statistics.js';
import type { CameraTelemetry } from './telemetry.js';

/** Rates are measured over five seconds, as in diagnostic_updater; timers of a second are not exact. */
const RECENT_MS = 4500;
/** Drops for these reasons are by design, not faults. */
const HARMLESS_DROPS = new Set([
  'busy',
  'deactivated',
  'text_busy',
  'text_repeated',
  'text_unsure',
]);

/** What has happened to a camera over the last five seconds. */
export interface Recent {
  readonly seconds: number;
  readonly frames: number;
  readonly windows: number;
  /** Drops except those that made way for newer frames or texts. */
  readonly faults: number;
  readonly clockJumps: number;
}

/** A camera of a running node. */
export interface MeasuredCamera extends CameraSnapshot {
  readonly framesSinceActivation: number;
  readonly recent: Recent;
  /** Images per second, by their stamps, that the pack and the parameters ask for. */
  readonly wantedHz: number;
}

/** What is measured of the pipeline of a configured node. */
export interface PipelineSnapshot extends Snapshot {
  /** `name/version` */
  readonly pack: string;
  /** Undefined until the node is configured. */
  readonly runtime: Runtime | undefined;
  readonly active: boolean;
  readonly cameras: readonly MeasuredCamera[];
  /** Since activation; undefined while the node is inactive. */
  readonly eventLoopDelayMs: EventLoopDelay | undefined;
}

/** What is told of an engine. */
type Measured = Pick<LocalEngine, 'runtime'> & { readonly pack: Pick<LocalEngine['pack'], 'id'> };

/** Takes the snapshots of a configured node, and reports what happened over the last seconds. */
export class PipelineMetrics {
  readonly #engine: Measured;
  readonly #telemetry: readonly CameraTelemetry[];
  readonly #wantedHz: (camera: string) => number;
  readonly #eventLoop = new EventLoopMonitor();
  #active = false;
  #framesBefore = new Map<string, number>();
  /** Snapshots since the one that rates are measured from. */
  #history: { readonly ms: number; readonly cameras: ReadonlyMap<string, CameraSnapshot> }[] = [];

  /**
   * @param wantedHz images per second, by their stamps, that a camera should give
   */
  constructor(
    engine: Measured,
    telemetry: readonly CameraTelemetry[],
    wantedHz: (camera: string) => number,
  ) {
    this.#engine = engine;
    this.#telemetry = telemetry;
    this.#wantedHz = wantedHz;
  }

  /** The node becomes active: rates and delays start anew, counts continue. */
  restart(): void {
    this.#active = true;
    this.#eventLoop.restart();
    this.#framesBefore = new Map(this.#telemetry.map(({ camera, frames }) => [camera, frames]));
    this.#history = [];
  }

  stop(): void {
    this.#active = false;
    this.#eventLoop.stop();
  }

  /** @param nowMs monotonic clock */
  snapshot(nowMs: number): PipelineSnapshot {
    const { cameras, latencyMs } = takeSnapshot(this.#telemetry, nowMs);
    const byName = new Map(cameras.map((camera) => [camera.camera, camera]));
    const begin = this.#history.findLastIndex(({ ms }) => nowMs - ms >= RECENT_MS);
    this.#history = [...this.#history.slice(Math.max(0, begin)), { ms: nowMs, cameras: byName }];
    const oldest = this.#history[0]!;
    return {
      pack: this.#engine.pack.id,
      runtime: this.#engine.runtime,
      active: this.#active,
      cameras: cameras.map((camera) => ({
        ...camera,
        framesSinceActivation: camera.frames - (this.#framesBefore.get(camera.camera) ?? 0),
        recent: since(oldest.cameras.get(camera.camera)!, camera, (nowMs - oldest.ms) / 1000),
        wantedHz: this.#wantedHz(camera.camera),
      })),
      latencyMs,
      eventLoopDelayMs: this.#active ? this.#eventLoop.delayMs : undefined,
    };
  }
}

/** Events per second; 0 before any time has passed. */
export function perSecond(count: number, { seconds }: Recent): number {
  return seconds > 0 ? count / seconds : 0;
}

export function textsPerWindow({ texts, windows }: { texts: number; windows: number }): number {
  return windows > 0 ? texts / windows : 0;
}

function since(before: CameraSnapshot, now: CameraSnapshot, seconds: number): Recent {
  return {
    seconds,
    frames: now.frames - before.frames,
    windows: now.windows - before.windows,
    faults: faults(now) - faults(before),
    clockJumps: now.clockJumps - before.clockJumps,
  };
}

function faults({ drops }: CameraSnapshot): number {
  return sum(
    Object.entries(drops).map(([reason, count]) => (HARMLESS_DROPS.has(reason) ? 0 : count)),
  );
}
