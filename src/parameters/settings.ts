import type { PackDescription } from '../engine.js';
import { VljepaError } from '../errors.js';
import type { LabelSpace } from '../operators/classify.js';
import type { LiveSettings } from '../settings.js';
import { cameraNames, declarationOf, type ParameterValue } from './declarations.js';
import { validate } from './validate.js';

export type Transport = 'auto' | 'raw' | 'compressed';

/** Parameters that ROS itself gives every node. */
const ROS_PARAMETERS = /^(use_sim_time$|qos_overrides\.|start_type_description_service$)/;

/** One camera's parameters as they were set; 0 stands for the pack's own value. */
export interface CameraParameters {
  readonly name: string;
  readonly topic: string;
  readonly transport: Transport;
  readonly reliability: 'best_effort' | 'reliable';
  readonly depth: number;
  readonly rateHz: number;
  readonly windowFrames: number;
}

/** All parameters, typed and checked, before a pack fills in its own values. */
export interface NodeSettings {
  readonly autostart: boolean;
  readonly pack: string;
  readonly threads: number;
  readonly query: string;
  readonly extraQueries: readonly string[];
  readonly labels: readonly string[];
  readonly threshold: number;
  readonly smoothingSeconds: number;
  readonly persistenceSeconds: number;
  readonly refractorySeconds: number;
  readonly hysteresis: number;
  readonly cameras: readonly CameraParameters[];
}

/**
 * Typed settings from parameter values; what is not given takes its default. Names that are no
 * parameter of this node are left alone: files are shared. {@link unknownParameters} lists them.
 *
 * @throws PARAMETER_TYPE, PARAMETER_RANGE, CAMERA_NO_TOPIC, CAMERA_DUPLICATE
 */
export function readSettings(values: ReadonlyMap<string, unknown>): NodeSettings {
  const get = (name: string): ParameterValue => {
    const declaration = declarationOf(name)!;
    return values.has(name) ? validate(name, declaration, values.get(name)) : declaration.default;
  };
  const number = (name: string) => get(name) as number;
  const text = (name: string) => get(name) as string;
  const texts = (name: string) => get(name) as readonly string[];

  const cameras = cameraNames(values.keys())
    .map((name): CameraParameters => {
      const of = (parameter: string) => `cameras.${name}.${parameter}`;
      if (!values.has(of('topic'))) {
        throw new VljepaError(
          'CAMERA_NO_TOPIC',
          `there are parameters for a camera ${name}, but no cameras.${name}.topic: name its image topic, or "" to leave it off`,
        );
      }
      return {
        name,
        topic: text(of('topic')),
        transport: text(of('transport')) as Transport,
        reliability: text(of('reliability')) as CameraParameters['reliability'],
        depth: number(of('depth')),
        rateHz: number(of('rate')),
        windowFrames: number(of('window')),
      };
    })
    // A camera of a shared file that this robot lacks is switched off by an empty topic.
    .filter(({ topic }) => topic !== '');
  const topics = new Map<string, string>();
  for (const { name, topic } of cameras) {
    const other = topics.get(topic);
    if (other !== undefined) {
      throw new VljepaError(
        'CAMERA_DUPLICATE',
        `cameras.${other}.topic and cameras.${name}.topic are both ${topic}: give each camera its own topic or remove one`,
      );
    }
    topics.set(topic, name);
  }
  return {
    autostart: get('autostart') as boolean,
    pack: text('pack'),
    threads: number('threads'),
    query: text('query'),
    extraQueries: texts('extra_queries'),
    labels: texts('labels'),
    threshold: number('selective_decoding.threshold'),
    smoothingSeconds: number('selective_decoding.smoothing'),
    persistenceSeconds: number('selective_decoding.persistence'),
    refractorySeconds: number('selective_decoding.refractory'),
    hysteresis: number('selective_decoding.hysteresis'),
    cameras,
  };
}

/** X_q of every window: the query and the extra ones, each once. */
export function queriesOf(settings: NodeSettings, pack: PackDescription): readonly string[] {
  const query = settings.query === '' ? pack.defaultQuery : settings.query;
  return [...new Set([query, ...settings.extraQueries])];
}

/** What the pipeline reads at every window: the settings, with the pack's values where none is set. */
export function liveSettings(
  settings: NodeSettings,
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
    },
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
  return [...names].filter(
    (name) => declarationOf(name) === undefined && !ROS_PARAMETERS.test(name),
  );
}
