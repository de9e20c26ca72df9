import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { VljepaError } from '../errors.js';
import type { Frame } from '../frame.js';
import type { ClockJump } from '../operators/clockRuns.js';
import type { PredictedClip } from '../operators/predictor.js';
import type { CameraCondition } from '../selective/cameraCondition.js';
import { ArrivalRate } from './arrivalRate.js';
import { pictureFault } from './pictureFault.js';
import { RecentValues } from './recentValues.js';

/** Newest measurements of a stage that a running node keeps: minutes of them. */
const KEPT_MEASUREMENTS = 1024;

/**
 * Why a frame gave no world state, or (`text_failed`, `text_busy`, `text_repeated`, `text_unsure`) a state no
 * text. `busy`, `deactivated`, `stamp_not_newer` and `stamp_zero` are the pipeline's; the rest are error codes in
 * lower case.
 */
export type DropReason = string;

/**
 * Counts and times of one camera, from frame to text. Once nothing is under way, frames are windows,
 * skipped frames and drops but those of texts, together.
 */
export class CameraTelemetry {
  /** Messages received, whether or not they hold an image. */
  frames = 0;
  /** Frames that came sooner than the rate asks for. */
  skipped = 0;
  windows = 0;
  /** Windows whose newest frame was not encoded, and those of which no state was computed: the gate's. */
  encodingsReused = 0;
  statesReused = 0;
  texts = 0;
  readonly drops = new Map<DropReason, number>();
  /** What was odd about frames that still gave a window. */
  readonly warnings = new Map<string, number>();
  /** Milliseconds that each stage took. */
  readonly stageMs = new Map<string, RecentValues>();
  /** The newest reason a frame, window or text failed, until a window succeeds again. */
  lastError: unknown;
  newestStampNs: bigint | undefined;
  /** Times that the stamps jumped: back, or ahead by more than the longest gap in a window. */
  clockJumps = 0;
  readonly arrivals = new ArrivalRate();
  /** Of the newest window. */
  condition: CameraCondition = 'ok';
  /** Whether a frozen picture of the camera could be told from one in which nothing moves. */
  noiseKnown = false;

  constructor(
    readonly camera: string,
    /** Called at every failure, for the log, with what it is counted as. */
    readonly onFailure: (error: unknown, reason: DropReason) => void = () => {},
    /** Called with what is odd about the camera but costs nothing, in words; `kind` for throttling. */
    readonly onNotice: (kind: string, message: string) => void = () => {},
    /** Called at everything that is dropped, with or without a failure. */
    readonly onDrop: (reason: DropReason) => void = () => {},
    /** Newest measurements of each stage that are kept; Infinity keeps all. */
    readonly keptMeasurements = KEPT_MEASUREMENTS,
  ) {}

  drop(reason: DropReason): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + 1);
    this.onDrop(reason);
  }

  /** Called when images begin to arrive without stamps. */
  unstamped(): void {
    this.onNotice(
      'unstamped',
      'images have no stamp; the time of receipt is used instead (in a replay, that of recording)',
    );
  }

  jumped({ fromNs, toNs }: ClockJump): void {
    this.clockJumps += 1;
    const seconds = Number(toNs - fromNs) / 1e9;
    const way = seconds < 0 ? 'jumped back' : 'jumped ahead';
    this.onNotice(
      way,
      `the stamps ${way} by ${Math.abs(seconds).toFixed(3)} s, from ${inSeconds(fromNs)} to ${inSeconds(toNs)}; a new window begins`,
    );
  }

  /** What the newest window's pictures are fit for. */
  judged(condition: CameraCondition, noiseKnown: boolean): void {
    const fault = condition === this.condition ? undefined : pictureFault(condition);
    this.condition = condition;
    this.noiseKnown = noiseKnown;
    if (fault !== undefined) this.onNotice(condition, fault);
  }

  /** A message that holds no image. */
  unreadable(error: unknown): void {
    this.frames += 1;
    this.fail(error);
  }

  /** A frame or window that failed. */
  fail(error: unknown): void {
    this.#failed(error, error instanceof VljepaError ? error.code.toLowerCase() : 'internal_error');
  }

  /** A text that failed; its window has been counted as one that succeeded. */
  failText(error: unknown): void {
    this.#failed(error, 'text_failed');
  }

  #failed(error: unknown, reason: DropReason): void {
    this.lastError = error;
    this.drop(reason);
    this.onFailure(error, reason);
  }

  measure(stage: string, milliseconds: number): void {
    let values = this.stageMs.get(stage);
    if (!values) this.stageMs.set(stage, (values = new RecentValues(this.keptMeasurements)));
    values.add(milliseconds);
  }

  countFrames(): MonoTypeOperatorFunction<Frame> {
    return tap(({ stampNs, receiptNs, receivedMs }) => {
      this.frames += 1;
      if (stampNs !== 0n) this.newestStampNs = stampNs;
      // A camera that sets no stamps has those of receipt.
      this.arrivals.add(stampNs === 0n ? receiptNs : stampNs, receivedMs);
    });
  }

  /** A frame on its way to a window when the node is deactivated: nobody waits for the answer. */
  countDeactivated<T>(): MonoTypeOperatorFunction<T> {
    return (windows) =>
      defer(() => {
        let answered = false;
        return windows.pipe(
          tap({
            next: () => (answered = true),
            unsubscribe: () => {
              if (!answered) this.drop('deactivated');
            },
          }),
        );
      });
  }

  measureStages(): MonoTypeOperatorFunction<PredictedClip> {
    return tap(({ stageMs, warnings = [], reused }) => {
      this.windows += 1;
      if (reused?.encoding) this.encodingsReused += 1;
      if (reused?.state) this.statesReused += 1;
      this.lastError = undefined;
      for (const warning of warnings)
        this.warnings.set(warning, (this.warnings.get(warning) ?? 0) + 1);
      for (const [stage, milliseconds] of Object.entries(stageMs))
        this.measure(stage, milliseconds);
    });
  }
}

function inSeconds(stampNs: bigint): string {
  return `${(Number(stampNs) / 1e9).toFixed(3)} s`;
}
