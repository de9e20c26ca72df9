import { map, type OperatorFunction } from 'rxjs';
import type { Clip, Engine, VisualTokens } from '../engine.js';

export interface EncodedClip {
  readonly clip: Clip;
  readonly tokens: VisualTokens;
}

/** X_v → visual tokens. The frames that the engine has already seen cost nothing. */
export function xEncoder(engine: Engine): OperatorFunction<Clip, EncodedClip> {
  return map((clip) => ({ clip, tokens: engine.encode(clip) }));
}
