import {
  parameterDeclarations,
  type Declared,
  type NodeParameterDeclaration,
  type ParameterValue,
  type ValueOf,
} from './declarations.js';

const CAMERA_PREFIX = 'cameras.<name>.';
const WATCH_PREFIX = 'watches.<name>.';

type DeclaredOfCamera = Extract<Declared, { readonly name: `${typeof CAMERA_PREFIX}${string}` }>;
type DeclaredOfWatch = Extract<Declared, { readonly name: `${typeof WATCH_PREFIX}${string}` }>;
type DeclaredOfNode = Exclude<Declared, DeclaredOfCamera | DeclaredOfWatch>;
type Live<D extends Declared> = Extract<D, { readonly change: 'live' }>;

/** Each declaration's value by its setting. */
type Settings<D extends NodeParameterDeclaration> = {
  readonly [One in D as One['setting']]: ValueOf<One>;
};

/** The node's parameters but for those of cameras and watches, as they were set. */
export type CommonSettings = Settings<DeclaredOfNode>;

/** One camera's parameters, as they were set. */
export type CameraSettings = Settings<DeclaredOfCamera>;

/** What of these may change while the pipeline runs. */
export type LiveCommonSettings = Settings<Live<DeclaredOfNode>>;
export type LiveCameraSettings = Settings<Live<DeclaredOfCamera>>;

/** One watch's parameters, as they were set. */
export type DeclaredWatchSettings = Settings<DeclaredOfWatch>;

/** A parameter's checked value, its default where it is not set. */
type Get = (name: string) => ParameterValue;

export function commonSettings(get: Get): CommonSettings {
  const ofOne = (name: string) => name.startsWith(CAMERA_PREFIX) || name.startsWith(WATCH_PREFIX);
  return collected((name) => (ofOne(name) ? undefined : get(name))) as CommonSettings;
}

/** @param camera its name */
export function cameraSettings(camera: string, get: Get): CameraSettings {
  return below(CAMERA_PREFIX, camera, get) as CameraSettings;
}

/** @param watch its name */
export function watchSettings(watch: string, get: Get): DeclaredWatchSettings {
  return below(WATCH_PREFIX, watch, get) as DeclaredWatchSettings;
}

function below(prefix: string, named: string, get: Get): object {
  return collected((name) =>
    name.startsWith(prefix) ? get(name.replace('<name>', named)) : undefined,
  );
}

/** The declared parameters' values by their settings, without those that are undefined. */
function collected(value: (name: string) => ParameterValue | undefined): object {
  return Object.fromEntries(
    parameterDeclarations.flatMap(({ name, setting }) => {
      const found = value(name);
      return found === undefined ? [] : [[setting, found] as const];
    }),
  );
}
