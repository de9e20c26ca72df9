import { VljepaError } from '../errors.js';
import type { Image } from '../frame.js';
import { imageKind } from '../messages/image.js';
import type { CameraParameters } from '../parameters/settings.js';
import type { BagTopic } from './bag.js';

/** A camera and the topic of the bag that holds its images. */
export interface BagCamera {
  readonly name: string;
  readonly topic: string;
  readonly kind: Image['kind'];
}

/**
 * The declared cameras that the bag holds. Topics are resolved as the node does it: relative names
 * against its namespace, `~` against its own name, `/compressed` appended last.
 *
 * @param nodeName fully qualified: `/vljepa`
 */
export function declaredCameras(
  cameras: readonly CameraParameters[],
  topics: readonly BagTopic[],
  nodeName: string,
): BagCamera[] {
  const kinds = imageTopics(topics);
  return cameras.flatMap(({ name, topic, transport }) => {
    const base = resolveTopic(topic, nodeName);
    const compressed = base.endsWith('/compressed') ? base : `${base}/compressed`;
    const places = { raw: [base], compressed: [compressed], auto: [base, compressed] }[transport];
    const found = places.find((place) => kinds.has(place));
    return found === undefined ? [] : [{ name, topic: found, kind: kinds.get(found)! }];
  });
}

/**
 * Every camera of a bag, named after its topic. Where one camera was recorded raw and compressed,
 * the raw images are taken.
 */
export function everyCamera(topics: readonly BagTopic[]): BagCamera[] {
  const kinds = imageTopics(topics.filter(({ messages }) => messages > 0));
  return [...kinds]
    .filter(
      ([topic]) => !kinds.has(topic.replace(/\/compressed$/, '')) || !topic.endsWith('/compressed'),
    )
    .reduce<BagCamera[]>((named, [topic, kind]) => {
      const taken = named.map(({ name }) => name);
      return [...named, { name: cameraName(topic, taken), topic, kind }];
    }, []);
}

/**
 * `/front/image_raw/compressed` → `front`; longer where that is taken.
 *
 * @param taken names that other cameras have
 */
export function cameraName(topic: string, taken: readonly string[]): string {
  const parts = topic
    .replace(/\/compressed$/, '')
    .split('/')
    .filter(Boolean);
  const short = parts.length > 1 && /^image/.test(parts.at(-1)!) ? parts.slice(0, -1) : parts;
  const names = [short, parts, [...parts, 'compressed']].map((words) =>
    words.join('_').replaceAll(/[^A-Za-z0-9_]/g, '_'),
  );
  const free = names.find((name) => name !== '' && !taken.includes(name));
  return free ?? `camera_${taken.length}`;
}

/** What the bag holds, for a message about what it lacks. */
export function noCamera(path: string, expected: string, topics: readonly BagTopic[]): VljepaError {
  const has =
    topics.length === 0
      ? 'it has no topics'
      : `it has ${topics
          .map(({ name, type, messages }) => `${name} (${type}, ${messages})`)
          .join(', ')}`;
  return new VljepaError('BAG_NO_CAMERA', `${path}: expected ${expected}, ${has}`);
}

function imageTopics(topics: readonly BagTopic[]): Map<string, Image['kind']> {
  const kinds = new Map<string, Image['kind']>();
  for (const { name, type } of topics) {
    const kind = imageKind(type);
    // Published as CompressedImage too, but a depth map is no picture.
    if (kind && !name.endsWith('/compressedDepth')) kinds.set(name, kind);
  }
  return kinds;
}

function resolveTopic(topic: string, nodeName: string): string {
  if (topic.startsWith('/')) return topic;
  if (topic.startsWith('~')) return `${nodeName}${topic.slice(1)}`;
  return `${nodeName.slice(0, nodeName.lastIndexOf('/'))}/${topic}`;
}
