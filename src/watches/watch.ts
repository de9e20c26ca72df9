import type { CameraCondition } from '../selective/cameraCondition.js';
import { Hysteresis, type JudgedWindow, type WatchState } from './hysteresis.js';
import type { WatchSettings } from './watchSettings.js';

/** A camera's window, as far as a watch wants to know of it. */
export interface WatchedWindow extends JudgedWindow {
  readonly camera: string;
  readonly frameId: string;
  readonly condition: CameraCondition;
}

/** A moment, by both clocks. */
export interface Moment {
  /** Milliseconds of a clock that never jumps: by it windows are late. */
  readonly ms: number;
  /** The node's clock: what is published says by it when. */
  readonly ns: bigint;
}

export interface WatchStatus {
  readonly state: WatchState;
  /** By the newest window of the camera; NaN while that is not known. */
  readonly probability: number;
  readonly sinceNs: bigint;
  /** Empty where the state comes from none. */
  readonly camera: string;
  readonly frameId: string;
  /** Of the camera's newest window; 0 while there is none. */
  readonly windowStampNs: bigint;
  /** Why it is UNKNOWN; empty where it is not. */
  readonly reason: string;
}

interface WatchedCamera {
  readonly name: string;
  readonly rule: Hysteresis;
  /** The newest that counts. */
  newest?: WatchedWindow;
  newestMs: number;
  /** Why nothing is known; undefined while something is. */
  unknown: string | undefined;
}

/** Windows that may be missing, in a row, before a slow camera is called stale. */
const MISSING_WINDOWS = 2.5;

/**
 * One condition over its cameras. ON: one of them is; OFF: all of them are; else UNKNOWN. A camera that is
 * black, covered or frozen, or silent for `staleSeconds`, is unknown: what it showed last says nothing.
 */
export class Watch {
  readonly settings: WatchSettings;
  readonly #cameras: readonly WatchedCamera[];
  readonly #absent: readonly string[];
  readonly #windowSeconds: (camera: string) => number;
  #status: WatchStatus;

  /**
   * @param cameras that there are
   * @param windowSeconds from one window of a camera to the next
   */
  constructor(
    settings: WatchSettings,
    cameras: readonly string[],
    windowSeconds: (camera: string) => number,
    now: Moment,
  ) {
    const named = settings.cameras;
    this.settings = settings;
    this.#windowSeconds = windowSeconds;
    this.#absent = named.filter((name) => !cameras.includes(name));
    this.#cameras = cameras
      .filter((name) => named.length === 0 || named.includes(name))
      .map((name) => ({
        name,
        rule: new Hysteresis(settings),
        newestMs: now.ms,
        unknown: `camera ${name} has not been judged yet`,
      }));
    this.#status = {
      state: 'UNKNOWN',
      probability: NaN,
      sinceNs: now.ns,
      camera: '',
      frameId: '',
      windowStampNs: 0n,
      reason: '',
    };
    this.#combine(now);
  }

  get status(): WatchStatus {
    return this.#status;
  }

  /** @returns the status, another object where it says something else than before */
  observe(window: WatchedWindow, now: Moment): WatchStatus {
    const camera = this.#cameras.find(({ name }) => name === window.camera);
    if (camera === undefined) return this.#status;
    camera.newest = window;
    camera.newestMs = now.ms;
    camera.unknown = this.#judge(camera.rule, window);
    return this.#combine(now);
  }

  /** Time has passed. */
  check(now: Moment): WatchStatus {
    for (const camera of this.#cameras) {
      const seconds = (now.ms - camera.newestMs) / 1000;
      if (camera.newest === undefined || seconds < this.#staleAfter(camera.name)) continue;
      camera.rule.forget();
      camera.unknown = `camera ${camera.name} gives no windows any more`;
    }
    return this.#combine(now);
  }

  /** Everything that was seen says nothing any more. */
  forget(reason: string, now: Moment): WatchStatus {
    for (const camera of this.#cameras) {
      camera.rule.forget();
      delete camera.newest;
      camera.unknown = reason;
    }
    return this.#combine(now);
  }

  #judge(rule: Hysteresis, { condition, ...window }: WatchedWindow): string | undefined {
    if (condition !== 'ok') {
      rule.forget();
      return `camera ${window.camera} is ${condition}`;
    }
    if (rule.update(window) !== 'UNKNOWN') return undefined;
    return Number.isNaN(window.probability)
      ? `how likely the condition is in camera ${window.camera} is not known yet`
      : `camera ${window.camera} has not been judged for long enough`;
  }

  #staleAfter(camera: string): number {
    return Math.max(this.settings.staleSeconds, MISSING_WINDOWS * this.#windowSeconds(camera));
  }

  #combine(now: Moment): WatchStatus {
    const known = this.#cameras.filter(({ unknown }) => unknown === undefined);
    const on = likeliest(known.filter(({ rule }) => rule.state === 'ON'));
    if (on !== undefined) return this.#become('ON', on, '', now);
    const reason = this.#whyUnknown();
    if (reason === undefined) return this.#become('OFF', likeliest(known), '', now);
    const unknown = this.#cameras.find((camera) => camera.unknown !== undefined);
    return this.#become('UNKNOWN', unknown, reason, now);
  }

  #whyUnknown(): string | undefined {
    const [absent] = this.#absent;
    if (absent !== undefined) return `there is no camera ${absent}`;
    if (this.#cameras.length === 0) return 'there is no camera';
    return this.#cameras.find(({ unknown }) => unknown !== undefined)?.unknown;
  }

  #become(
    state: WatchState,
    camera: WatchedCamera | undefined,
    reason: string,
    now: Moment,
  ): WatchStatus {
    const before = this.#status;
    const newest = camera?.newest;
    const changed = state !== before.state;
    const decidedNs = state === 'UNKNOWN' || newest === undefined ? now.ns : newest.stampNs;
    this.#status = {
      state,
      probability: state === 'UNKNOWN' ? NaN : (newest?.probability ?? NaN),
      sinceNs: changed ? decidedNs : before.sinceNs,
      camera: camera?.name ?? '',
      frameId: newest?.frameId ?? '',
      windowStampNs: newest?.stampNs ?? 0n,
      reason,
    };
    return this.#status;
  }
}

function likeliest(cameras: readonly WatchedCamera[]): WatchedCamera | undefined {
  const chance = ({ newest }: WatchedCamera) => newest?.probability ?? 0;
  return cameras.reduce<WatchedCamera | undefined>(
    (best, camera) => (best === undefined || chance(camera) > chance(best) ? camera : best),
    undefined,
  );
}
