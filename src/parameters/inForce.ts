import type { PackDescription } from '../engine/engine.js';
import type { LiveSettings } from '../settings.js';
import type { CameraParameters } from './cameras.js';
import { windowFrames } from './settings.js';

/**
 * A camera's parameters once the pack has filled in its own values: /diagnostics shows them, since
 * `ros2 param get` answers 0 for these.
 */
export function cameraInForce(
  camera: CameraParameters,
  live: LiveSettings,
  pack: PackDescription,
): Readonly<Record<string, string | number>> {
  const rateHz = live.rateHz[camera.name] ?? pack.samplingRate;
  const frames = windowFrames(camera, pack);
  return {
    'Rate (Hz)': rateHz,
    'Window (frames)': frames,
    'Window (s)': Number((frames / rateHz).toFixed(3)),
  };
}

/** The same for the queries, the labels and selective decoding. */
export function decodingInForce({
  queries,
  labelSpace,
  selective,
}: LiveSettings): Readonly<Record<string, string | number>> {
  const [query, ...extra] = queries;
  return {
    Query: query ?? '',
    'Extra queries': extra.join(' | '),
    Labels: labelSpace.labels.join(' | '),
    Threshold: selective.threshold,
    'Smoothing (s)': selective.smoothingSeconds,
    'Persistence (s)': selective.persistenceSeconds,
    'Refractory (s)': selective.refractorySeconds,
    Hysteresis: selective.hysteresis,
  };
}

/** One line for the log. */
export function describeInForce(
  cameras: readonly CameraParameters[],
  live: LiveSettings,
  pack: PackDescription,
): string {
  const shown = cameras.map((camera) => {
    const values = cameraInForce(camera, live, pack);
    return `${camera.name} (${camera.topic}, ${values['Rate (Hz)']} Hz, ${values['Window (frames)']} frames a window)`;
  });
  const { Query: query, Threshold: threshold } = decodingInForce(live);
  return `pack ${pack.id}; query ${JSON.stringify(query)}; threshold ${threshold}; cameras: ${shown.join(', ')}`;
}
