import { VljepaError } from '../errors.js';
import { imageKind } from '../messages/image.js';
import type { CameraParameters } from '../parameters/cameras.js';
import { isCdr, type BagTopic } from '../bags/bag.js';

/** A camera and the topic of the bag that holds its images. */
export interface BagCamera {
  readonly name: string;
  readonly topic: string;
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
  const images = imageTopics(topics);
  return cameras.flatMap(({ name, topic, transport }) => {
    const base = resolveTopic(topic, nodeName);
    const compressed = base.endsWith('/compressed') ? base : `${base}/compressed`;
    const places = { raw: [base], compressed: [compressed], auto: [base, compressed] }[transport];
    const found = places.find((place) => images.has(place));
    return found === undefined ? [] : [{ name, topic: found }];
  });
}

/**
 * Every camera of a bag, named after its topic. Where one camera was recorded raw and compressed,
 * the raw images are taken.
 */
export function everyCamera(topics: readonly BagTopic[]): BagCamera[] {
  const images = imageTopics(topics.filter(({ messages }) => messages > 0));
  return [...images]
    .filter(
      (topic) => !images.has(topic.replace(/\/compressed$/, '')) || !topic.endsWith('/compressed'),
    )
    .reduce<BagCamera[]>((named, topic) => {
      const taken = named.map(({ name }) => name);
      return [...named, { name: cameraName(topic, taken), topic }];
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

/** An error that says what was expected and what the bag holds. */
export function noCamera(path: string, expected: string, topics: readonly BagTopic[]): VljepaError {
  const has =
    topics.length === 0 ? 'it has no topics' : `it has ${topics.map(described).join(', ')}`;
  return new VljepaError('BAG_NO_CAMERA', `${path}: expected ${expected}, ${has}`);
}

/** Topics that seem to carry images and are left out, in words with what to do. */
export function unreadImages(topics: readonly BagTopic[]): string[] {
  const images = imageTopics(topics);
  return topics
    .filter(({ messages }) => messages > 0)
    .filter((topic) => (images.has(topic.name) || looksLikeImages(topic)) && !isImage(topic))
    .map(
      (topic) =>
        `topic ${described(topic)} is left out: images are read as sensor_msgs/msg/Image or CompressedImage in CDR, as ros2 bag record writes them`,
    );
}

function described({ name, type, encoding, messages }: BagTopic): string {
  const written = isCdr({ encoding }) ? '' : `, written as ${encoding}`;
  return `${name} (${type || 'no type'}, ${messages}${written})`;
}

function looksLikeImages(topic: BagTopic): boolean {
  return !isCdr(topic) && /(image|video)$/i.test(topic.type);
}

function isImage(topic: BagTopic): boolean {
  return isCdr(topic) && imageKind(topic.type) !== undefined;
}

function imageTopics(topics: readonly BagTopic[]): Set<string> {
  // Published as CompressedImage too, but a depth map is not a picture.
  return new Set(
    topics
      .filter((topic) => isImage(topic) && !topic.name.endsWith('/compressedDepth'))
      .map(({ name }) => name),
  );
}

function resolveTopic(topic: string, nodeName: string): string {
  if (topic.startsWith('/')) return topic;
  if (topic.startsWith('~')) return `${nodeName}${topic.slice(1)}`;
  return `${nodeName.slice(0, nodeName.lastIndexOf('/'))}/${topic}`;
}
