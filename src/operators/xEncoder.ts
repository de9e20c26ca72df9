import { map, type OperatorFunction } from 'rxjs';
import type { EncodedWindow, Engine } from '../engine/engine.js';
import type { ClipOfRun } from './clipWindow.js';

export interface EncodedClip {
  readonly clip: ClipOfRun;
  /** Whoever is last to ask it for something releases it. */
  readonly window: EncodedWindow;
}

/** X_v → visual tokens. The frames that the engine has already seen cost nothing. */
export function xEncoder(engine: Engine): OperatorFunction<ClipOfRun, EncodedClip> {
  return map((clip) => ({ clip, window: engine.encode(clip) }));
}
