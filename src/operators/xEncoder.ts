import { map, type OperatorFunction } from 'rxjs';
import type { EncodedWindow, Engine, GateSettings } from '../engine/engine.js';
import type { Frame } from '../frame.js';
import type { ClipOfRun } from './clipWindow.js';

export interface EncodedClip {
  readonly clip: ClipOfRun;
  /** Whoever is last to ask it for something releases it. */
  readonly window: EncodedWindow;
}

/**
 * X_v → visual tokens. The frames that the engine has already seen cost nothing. A frame that the engine
 * does not take, since it is stopped, goes to `refused`, and the error down the stream. `gate` is read at
 * every window.
 */
export function xEncoder(
  engine: Engine,
  refused: (frame: Frame) => void = () => {},
  gate: () => GateSettings | undefined = () => undefined,
): OperatorFunction<ClipOfRun, EncodedClip> {
  return map((clip) => {
    try {
      return { clip, window: engine.encode(clip, { gate: gate() }) };
    } catch (error) {
      refused(clip.newest);
      throw error;
    }
  });
}
