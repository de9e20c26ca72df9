import type { Moment, WatchedWindow } from '../../../src/watches/watch.js';
import type { WatchSettings } from '../../../src/watches/watchSettings.js';

/** The defaults, but that every window decides. */
export const SETTINGS: WatchSettings = {
  name: 'person',
  when: 'a person is in view',
  unless: [],
  query: '',
  cameras: [],
  rise: 0.7,
  fall: 0.3,
  persistenceSeconds: 0,
  holdOnSeconds: 0,
  holdOffSeconds: 0,
  staleSeconds: 0.7,
  unknownIs: 'silent',
  snapshotService: '',
  snapshotDelaySeconds: 5,
  snapshotIntervalSeconds: 60,
};

/** Seconds by the monotonic clock; the node's clock began elsewhere. */
export function moment(seconds: number): Moment {
  return { ms: 1000 * seconds, ns: stamp(5000 + seconds) };
}

export function stamp(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}

export function window(
  camera: string,
  seconds: number,
  probability: number,
  changed: Partial<WatchedWindow> = {},
): WatchedWindow {
  return {
    camera,
    stampNs: stamp(seconds),
    run: 0,
    frameId: `${camera}_optical`,
    condition: 'ok',
    probability,
    ...changed,
  };
}
