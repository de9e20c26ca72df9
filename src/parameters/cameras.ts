import { VljepaError } from '../errors.js';
import {
  cameraNames,
  cameraParameter,
  parameterDeclarations,
  type ParameterValue,
} from './declarations.js';
import { nearest } from './nearest.js';
import { cameraSettings, type CameraSettings } from './typedSettings.js';

/** One camera's parameters as they were set; 0 stands for the pack's own value. */
export type CameraParameters = CameraSettings & { readonly name: string };

/**
 * The cameras that the given parameters declare, in the order in which they are first named.
 *
 * @param given names of the parameters that are set
 * @param get a parameter's checked value, its default where it is not set
 * @param resolveTopic what a camera's topic is called in the graph; throws where it cannot be one
 * @throws CAMERA_NAME, CAMERA_NO_TOPIC, CAMERA_DUPLICATE
 */
export function readCameras(
  given: Iterable<string>,
  get: (name: string) => ParameterValue,
  resolveTopic: (camera: string, topic: string) => string,
): readonly CameraParameters[] {
  const names = [...given];
  for (const name of names) {
    const fault = cameraNameFault(name);
    if (fault !== undefined) throw new VljepaError('CAMERA_NAME', `parameter ${name}: ${fault}`);
  }
  const cameras = cameraNames(names)
    .map((name): CameraParameters => {
      if (!names.includes(`cameras.${name}.topic`)) throw noTopic(name, names);
      return { name, ...cameraSettings(name, get) };
    })
    // A camera of a shared file that this robot lacks is switched off by an empty topic.
    .filter(({ topic }) => topic !== '');
  refuseDuplicates(cameras, resolveTopic);
  return cameras;
}

function noTopic(camera: string, names: readonly string[]): VljepaError {
  const others = cameraNames(names.filter((name) => name.endsWith('.topic')));
  const meant = nearest(camera, others);
  const hint = meant === undefined ? '' : ` (nearest camera with a topic: ${meant})`;
  return new VljepaError(
    'CAMERA_NO_TOPIC',
    `there are parameters for a camera ${camera}, but no cameras.${camera}.topic: set it to the image topic, or to "" to switch the camera off${hint}`,
  );
}

function refuseDuplicates(
  cameras: readonly CameraParameters[],
  resolveTopic: (camera: string, topic: string) => string,
): void {
  const seen = new Map<string, CameraParameters>();
  for (const camera of cameras) {
    const resolved = resolveTopic(camera.name, camera.topic);
    const other = seen.get(resolved);
    if (other !== undefined) {
      const shown = ({ name, topic }: CameraParameters) =>
        `cameras.${name}.topic${topic === resolved ? '' : ` (${topic})`}`;
      throw new VljepaError(
        'CAMERA_DUPLICATE',
        `${shown(other)} and ${shown(camera)} are both ${resolved}: give each camera its own topic or remove one`,
      );
    }
    seen.set(resolved, camera);
  }
}

const PREFIX = 'cameras.';
const LAST_PARTS = parameterDeclarations
  .filter(({ name }) => name.startsWith(PREFIX))
  .map(({ name }) => name.split('.').at(-1)!);

/** Why no camera can be called as this parameter calls it; undefined where one can, or none is meant. */
function cameraNameFault(name: string): string | undefined {
  if (!name.startsWith(PREFIX) || cameraParameter(name)) return undefined;
  const parts = name.slice(PREFIX.length).split('.');
  const last = parts.at(-1)!;
  const ends = LAST_PARTS.includes(last);
  if (parts.length === 1) {
    return `expected the parameters of a camera, such as ${PREFIX}${plainName(last)}.topic, got a value`;
  }
  const camera = (ends ? parts.slice(0, -1) : parts).join('.');
  const parameter = ends ? last : 'topic';
  const forbidden = /[^A-Za-z0-9_]/u.exec(camera);
  const allowed = 'a camera has a name of letters a to z and A to Z, digits and _';
  if (camera === '' || !forbidden) return `${allowed}, such as cameras.front.${parameter}`;
  const at = [...camera.slice(0, forbidden.index)].length + 1;
  return `${allowed}, got ${JSON.stringify(camera)} with ${JSON.stringify(forbidden[0])} at character ${at}: ${PREFIX}${plainName(camera)}.${parameter} can be used`;
}

/** `küche-links` → `kuche_links` */
function plainName(camera: string): string {
  const plain = camera
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
  return plain === '' ? 'front' : plain;
}
