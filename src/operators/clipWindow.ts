import { map, type OperatorFunction } from 'rxjs';
import type { Clip } from '../engine/engine.js';
import type { FrameOfRun } from './clockRuns.js';

/** A clip, and the run of stamps that its frames belong to. */
export interface ClipOfRun extends Clip {
  readonly newest: FrameOfRun;
}

/** The last `length` frames of one run of stamps. Holds ids and stamps, never pixels. */
export class SlidingWindow {
  #frames: Clip['frames'] = [];
  #run: number | undefined;

  constructor(readonly length: number) {}

  push(newest: FrameOfRun): ClipOfRun {
    const entry = { id: newest.id, stampNs: newest.stampNs };
    const before = newest.run === this.#run ? this.#frames : [];
    this.#run = newest.run;
    this.#frames = [...before, entry].slice(-this.length);
    return { camera: newest.camera, frames: this.#frames, newest, length: this.length };
  }
}

/**
 * One clip a frame: the newest frames, overlapping with the clip before. Until the window has
 * filled up the clip is shorter and the engine pads it with its oldest frame, so that the first
 * world state comes with the first frame.
 */
export function clipWindow(window: SlidingWindow): OperatorFunction<FrameOfRun, ClipOfRun> {
  return map((frame) => window.push(frame));
}
