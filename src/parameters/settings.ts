import type { PackDescription } from '../engine.js';
import { VljepaError } from '../errors.js';
import type { LabelSpace } from '../operators/classify.js';
import type { LiveSettings } from '../settings.js';
import {
  cameraNames,
  declarationOf,
  declarationsFor,
  type ParameterValue,
} from './declarations.js';
import { validate } from './validate.js';

export type Transport = 'auto' | 'raw' | 'compressed';

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
 * Typed settings from parameter values; what is not given takes its default.
 *
 * @throws PARAMETER_UNKNOWN, PARAMETER_TYPE, PARAMETER_RANGE, CAMERA_DUPLICATE
 */
export function readSettings(values: ReadonlyMap<string, unknown>): NodeSettings {
  for (const name of values.keys()) {
    if (declarationOf(name) === undefined) throw unknownParameter(name);
  }
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

function unknownParameter(name: string): VljepaError {
  const known = declarationsFor(['<name>']).map(([declared]) => declared);
  return new VljepaError(
    'PARAMETER_UNKNOWN',
    `no parameter is called ${name}; there are ${known.join(', ')}`,
  );
}
