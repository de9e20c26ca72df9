import {
  parameterDeclarations,
  type Declared,
  type NodeParameterDeclaration,
  type ParameterValue,
  type ValueOf,
} from './declarations.js';

const CAMERA_PREFIX = 'cameras.<name>.';

type DeclaredOfCamera = Extract<Declared, { readonly name: `${typeof CAMERA_PREFIX}${string}` }>;
type DeclaredOfNode = Exclude<Declared, DeclaredOfCamera>;
type Live<D extends Declared> = Extract<D, { readonly change: 'live' }>;

/** Each declaration's value by its setting. */
type Settings<D extends NodeParameterDeclaration> = {
  readonly [One in D as One['setting']]: ValueOf<One>;
};

/** The node's parameters but for those of cameras, as they were set. */
export type CommonSettings = Settings<DeclaredOfNode>;

/** One camera's parameters, as they were set. */
export type CameraSettings = Settings<DeclaredOfCamera>;

/** What of these may change while the pipeline runs. */
export type LiveCommonSettings = Settings<Live<DeclaredOfNode>>;
export type LiveCameraSettings = Settings<Live<DeclaredOfCamera>>;

/** @param get a parameter's checked value, its default where it is not set */
export function commonSettings(get: (name: string) => ParameterValue): CommonSettings {
  return collected((name) => (isOfCamera(name) ? undefined : get(name))) as CommonSettings;
}

/** @param camera its name */
export function cameraSettings(
  camera: string,
  get: (name: string) => ParameterValue,
): CameraSettings {
  return collected((name) =>
    isOfCamera(name) ? get(name.replace('<name>', camera)) : undefined,
  ) as CameraSettings;
}

const isOfCamera = (name: string): boolean => name.startsWith(CAMERA_PREFIX);

/** The declared parameters' values by their settings, without those that are undefined. */
function collected(value: (name: string) => ParameterValue | undefined): object {
  return Object.fromEntries(
    parameterDeclarations.flatMap(({ name, setting }) => {
      const found = value(name);
      return found === undefined ? [] : [[setting, found] as const];
    }),
  );
}
