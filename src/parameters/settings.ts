import type { PackDescription } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import type { LabelSpace } from '../operators/classify.js';
import type { LiveSettings } from '../settings.js';
import { readCameras, type CameraParameters } from './cameras.js';
import { declarationOf, rosDeclarations, watchNames, type ParameterValue } from './declarations.js';
import type { GivenValue } from './givenValue.js';
import type { WatchSettings } from '../watches/watchSettings.js';
import {
  commonSettings,
  watchSettings,
  type CommonSettings,
  type LiveCameraSettings,
  type LiveCommonSettings,
} from './typedSettings.js';
import { validate } from './validate.js';

/** What ROS declares in nodes of other libraries; this one has parameters of its own for it. */
const QOS_OVERRIDE = /^qos_overrides\./;

/** All parameters, typed and checked, before a pack fills in its own values. */
export type NodeSettings = CommonSettings & {
  readonly cameras: readonly CameraParameters[];
  /** Those with a condition. */
  readonly watches: readonly WatchSettings[];
};

/** Those of them that may change while the pipeline runs. */
type LiveNodeSettings = LiveCommonSettings & {
  readonly cameras: readonly (LiveCameraSettings & { readonly name: string })[];
};

/**
 * Typed settings from parameter values; what is not given takes its default. Names that are not
 * parameters of this node are ignored: files are shared. {@link unknownParameters} lists them.
 *
 * @param resolveTopic what a camera's topic is called in the graph; throws where it cannot be one
 * @throws PARAMETER_TYPE, PARAMETER_RANGE, CAMERA_NAME, CAMERA_NO_TOPIC, CAMERA_DUPLICATE
 */
export function readSettings(
  values: ReadonlyMap<string, GivenValue>,
  resolveTopic: (camera: string, topic: string) => string = (_, topic) => topic,
): NodeSettings {
  const get = (name: string): ParameterValue => {
    const declaration = declarationOf(name)!;
    const given = values.get(name);
    return given === undefined ? declaration.default : validate(name, declaration, given);
  };
  for (const { name } of rosDeclarations) get(name);
  const cameras = readCameras(values.keys(), get, resolveTopic);
  const watches = watchNames(values.keys())
    .map((name): WatchSettings => ({ name, ...watchSettings(name, get) }))
    .filter(({ when }) => when.trim() !== '');
  return { ...commonSettings(get), cameras, watches };
}

/** X_q of every window: the query and the extra ones, each once. */
export function queriesOf(settings: LiveNodeSettings, pack: PackDescription): readonly string[] {
  const query = settings.query === '' ? pack.defaultQuery : settings.query;
  return [...new Set([query, ...settings.extraQueries])];
}

/** What the pipeline reads at every window: the settings, with the pack's values where none is set. */
export function liveSettings(
  settings: LiveNodeSettings,
  pack: PackDescription,
  labelSpace: LabelSpace,
): LiveSettings {
  return {
    queries: queriesOf(settings, pack),
    labelSpace,
    selective: {
      threshold: settings.threshold > 0 ? settings.threshold : pack.changeThreshold,
      smoothingSeconds: settings.smoothingSeconds,
      persistenceSeconds: settings.persistenceSeconds,
      refractorySeconds: settings.refractorySeconds,
      hysteresis: settings.hysteresis,
      texts: settings.texts,
      falseAlarmsPerHour: settings.falseAlarmsPerHour,
      pauseOnFault: settings.pauseOnFault,
    },
    gate: settings.gateEnabled
      ? { sensitivity: settings.gateSensitivity, longestSeconds: settings.gateLongestSeconds }
      : undefined,
    text: { minProbability: settings.minTextProbability, below: settings.textBelowMinimum },
    rateHz: Object.fromEntries(
      settings.cameras.map(({ name, rateHz }) => [name, rateHz > 0 ? rateHz : pack.samplingRate]),
    ),
  };
}

/**
 * Frames in a camera's window.
 *
 * @throws PARAMETER_RANGE where the pack cannot take that many
 */
export function windowFrames(camera: CameraParameters, pack: PackDescription): number {
  const { min, max } = pack.frames;
  if (camera.windowFrames === 0) return pack.frames.default;
  if (camera.windowFrames < min || camera.windowFrames > max) {
    throw new VljepaError(
      'PARAMETER_RANGE',
      `parameter cameras.${camera.name}.window: the pack ${pack.id} takes ${min === max ? min : `${min} to ${max}`} frames, got ${camera.windowFrames}`,
    );
  }
  return camera.windowFrames;
}

/** Names among `names` that no declaration knows: mistyped, or meant for another node. */
export function unknownParameters(names: Iterable<string>): string[] {
  return [...names].filter((name) => declarationOf(name) === undefined && !QOS_OVERRIDE.test(name));
}
