import { map, type OperatorFunction } from 'rxjs';
import type { Engine, VisualTokens } from '../engine/engine.js';
import type { ClipOfRun } from './clipWindow.js';

export interface EncodedClip {
  readonly clip: ClipOfRun;
  readonly tokens: VisualTokens;
}

/** X_v → visual tokens. The frames that the engine has already seen cost nothing. */
export function xEncoder(engine: Engine): OperatorFunction<ClipOfRun, EncodedClip> {
  return map((clip) => ({ clip, tokens: engine.encode(clip) }));
}
