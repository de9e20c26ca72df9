import { Observable, type OperatorFunction } from 'rxjs';
import type { Frame } from '../frame.js';

/** A frame, and which of its camera's runs it belongs to. Within a run stamps only grow. */
export interface FrameOfRun extends Frame {
  /** Counts from 0. */
  readonly run: number;
}

/** Between two frames' stamps, where a new run begins. */
export interface ClockJump {
  readonly camera: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

const JUMP_BACK_NS = 1_000_000_000n;

/**
 * Numbers the runs of a camera's frames, so that no window holds frames of two.
 *
 * A frame not newer than its predecessor is dropped. One that lies more than a second behind it,
 * or further ahead than `longestGapSeconds`, starts a new run: a looping bag, a corrected clock,
 * a camera that was disconnected, or one that is slower than that.
 */
export function clockRuns(
  longestGapSeconds: () => number,
  dropped: (frame: Frame) => void,
  jumped: (jump: ClockJump) => void = () => {},
): OperatorFunction<Frame, FrameOfRun> {
  return (frames) =>
    new Observable((subscriber) => {
      let run = 0;
      let lastNs: bigint | undefined;
      return frames.subscribe({
        next: (frame) => {
          const { camera, stampNs } = frame;
          const sinceNs = stampNs - (lastNs ?? stampNs - 1n);
          if (sinceNs <= 0n && sinceNs >= -JUMP_BACK_NS) return dropped(frame);
          if (
            lastNs !== undefined &&
            (sinceNs < 0n || Number(sinceNs) > longestGapSeconds() * 1e9)
          ) {
            run += 1;
            jumped({ camera, fromNs: lastNs, toNs: stampNs });
          }
          lastNs = stampNs;
          subscriber.next({ ...frame, run });
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}
