import { Observable, connect, finalize, map, merge, of } from 'rxjs';
import type { EncodedWindow, Engine } from './engine/engine.js';
import type { Frame } from './frame.js';
import type { CameraTelemetry, DropReason } from './metrics/telemetry.js';
import { classify } from './operators/classify.js';
import { SlidingWindow, clipWindow, type ClipOfRun } from './operators/clipWindow.js';
import { clockRuns, type FrameOfRun } from './operators/clockRuns.js';
import { decodeText } from './operators/decodeText.js';
import { judgeCondition } from './operators/judgeCondition.js';
import { measureMotion } from './operators/measureMotion.js';
import { newestWins } from './operators/newestWins.js';
import { predictor } from './operators/predictor.js';
import { sampleByStamp } from './operators/sampleByStamp.js';
import { selectiveDecoding } from './operators/selectiveDecoding.js';
import { skipFailures } from './operators/skipFailures.js';
import type { Turns } from './operators/turns.js';
import { worldStates } from './operators/worldStates.js';
import { xEncoder } from './operators/xEncoder.js';
import { zeroStamps } from './operators/zeroStamps.js';
import type { LiveSettings } from './settings.js';
import type { DecodedText, JudgedState } from './worldState.js';

export interface Camera {
  readonly name: string;
  /** Frames in a window. */
  readonly windowFrames: number;
  /** Frames as they arrive; never errors. */
  readonly frames: Observable<Frame>;
  /** Called with each frame that the engine will never see, so that its memory can be freed at once. */
  readonly discard?: (frame: Frame) => void;
  /** Takes over each window that has answered, to be asked again and released; absent: it is released. */
  readonly retire?: (window: EncodedWindow, clip: ClipOfRun) => void;
  /** Shared by the cameras of one engine. By default nobody waits for another. */
  readonly turns?: Turns;
}

/** A world state for every window; a text only where the world has changed. */
export type Perception =
  | { readonly kind: 'state'; readonly state: JudgedState }
  | { readonly kind: 'text'; readonly text: DecodedText };

/** Stamps further apart than this are two runs, not one window. */
const LONGEST_GAP_SECONDS = 10;

/**
 * The whole program: one camera's frames in, world states and texts out.
 *
 * Never errors: what goes wrong with a frame or a window is counted in `telemetry`, and the next
 * one is tried. `live` is read at every window, so settings change without a restart.
 */
export function perceive(
  camera: Camera,
  engine: Engine,
  live: () => LiveSettings,
  telemetry: CameraTelemetry,
): Observable<Perception> {
  const rateHz = () => live().rateHz[camera.name] ?? engine.pack.samplingRate;
  const queries = () => live().queries;
  const labelQueries = () => live().labelSpace.queries;
  const besides = () => live().besides ?? [];
  const longestGapSeconds = () =>
    Math.max(LONGEST_GAP_SECONDS, (3 * camera.windowFrames) / rateHz());
  const discard = (frame: Frame) => camera.discard?.(frame);
  const drop = (reason: DropReason) => (frame: Frame) => {
    telemetry.drop(reason);
    discard(frame);
  };
  const window = new SlidingWindow(camera.windowFrames);

  const frames = camera.frames.pipe(
    telemetry.countFrames(),
    zeroStamps(longestGapSeconds, {
      dropped: drop('stamp_zero'),
      unstamped: () => telemetry.unstamped(),
    }),
    clockRuns(longestGapSeconds, drop('stamp_not_newer'), (jump) => telemetry.jumped(jump)),
    sampleByStamp(rateHz, (frame) => {
      telemetry.skipped += 1;
      discard(frame);
    }),
  );
  const states = frames.pipe(
    newestWins(
      (frame: FrameOfRun) =>
        of(frame).pipe(
          clipWindow(window),
          xEncoder(engine, discard, () => live().gate),
          predictor(queries, labelQueries, besides, camera.retire),
          telemetry.measureStages(),
          telemetry.countDeactivated(),
          skipFailures((error) => telemetry.fail(error)),
        ),
      drop('busy'),
      camera.turns && { turns: camera.turns },
    ),
    finalize(() => engine.releaseCamera(camera.name)),
    measureMotion(),
    judgeCondition((condition, noiseKnown) => telemetry.judged(condition, noiseKnown)),
    worldStates(counters()),
    classify(() => live().labelSpace),
    selectiveDecoding(() => live().selective, counters()),
  );
  return states.pipe(
    connect((states) =>
      merge(
        states.pipe(map((state) => ({ kind: 'state' as const, state }))),
        states.pipe(
          decodeText(engine, () => ({ texts: live().selective.texts, text: live().text }), {
            failed: (error) => telemetry.failText(error),
            dropped: () => telemetry.drop('text_busy'),
            repeated: () => telemetry.drop('text_repeated'),
            unsure: () => telemetry.drop('text_unsure'),
            took: (milliseconds) => telemetry.measure('y_decoder', milliseconds),
          }),
          map((text) => ({ kind: 'text' as const, text })),
        ),
      ),
    ),
  );
}

/** Counts up from 0, separately for each key. */
function counters(): (key: string) => number {
  const next = new Map<string, number>();
  return (key) => {
    const value = next.get(key) ?? 0;
    next.set(key, value + 1);
    return value;
  };
}
