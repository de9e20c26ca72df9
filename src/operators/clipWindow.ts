import { map, type OperatorFunction } from 'rxjs';
import type { Clip } from '../engine.js';
import type { Frame } from '../frame.js';

/** The last `length` frames of one run of stamps. Holds ids and stamps, never pixels. */
export class SlidingWindow {
  #frames: Clip['frames'] = [];

  constructor(readonly length: number) {}

  push(newest: Frame): Clip {
    const entry = { id: newest.id, stampNs: newest.stampNs };
    this.#frames = [...this.#frames, entry].slice(-this.length);
    return { camera: newest.camera, frames: this.#frames, newest, length: this.length };
  }
}

/**
 * One clip a frame: the newest frames, overlapping with the clip before. Until the window has
 * filled up the clip is shorter and the engine pads it with its oldest frame, so that the first
 * world state comes with the first frame.
 */
export function clipWindow(window: SlidingWindow): OperatorFunction<Frame, Clip> {
  return map((frame) => window.push(frame));
}
