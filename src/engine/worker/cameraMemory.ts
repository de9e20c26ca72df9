import { FrameCache } from './frameCache.js';
import { FrameGate } from './frameGate.js';
import { RecentWindows } from './recentWindows.js';

/** What is kept of one camera: values are a frame's tokens for a per-frame pack, its pixels for a per-clip one. */
export class CameraMemory {
  readonly frames = new FrameCache<Float32Array>();
  readonly gate = new FrameGate<Float32Array>();
  /** Tokens of windows whose newest frame the gate knew. */
  readonly windows = new RecentWindows<readonly Float32Array[]>();
}
