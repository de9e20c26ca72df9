import type { Image } from '../frame.js';
import { imageType } from '../messages/image.js';
import type { CameraParameters } from '../parameters/cameras.js';
import type { PublisherInfo } from './rcl.js';

/** rmw_qos_reliability_policy_t */
const BEST_EFFORT = 2;
/** Of rmw_dds_common, for a node that it has not heard of. */
const UNKNOWN_NAME = '_NODE_NAME_UNKNOWN_';

/** Why images cannot arrive; a warning at once where somebody has to change something. */
export interface SubscriptionProblem {
  readonly message: string;
  readonly warning: boolean;
}

/**
 * Compares what is published on a camera's topic with what the camera subscribes to.
 *
 * `useType` is the image type to subscribe to instead, where the transport is `auto` and only that one
 * is published. `otherPublishers` says that several nodes publish the topic: the images of one camera
 * come from one.
 */
export function checkPublishers(
  camera: CameraParameters,
  topic: string,
  kind: Image['kind'],
  publishers: readonly PublisherInfo[],
): {
  readonly problem?: SubscriptionProblem;
  readonly useType?: Image['kind'];
  readonly otherPublishers?: string;
} {
  if (publishers.length === 0) {
    return { problem: { message: `nobody publishes ${topic}`, warning: false } };
  }
  const matching = publishers.filter(({ topic_type }) => topic_type === imageType(kind));
  if (matching.length === 0) {
    const other = kind === 'raw' ? 'compressed' : 'raw';
    const types = publishers.map(({ topic_type }) => topic_type);
    if (camera.transport === 'auto' && types.includes(imageType(other))) return { useType: other };
    const message = `expected ${imageType(kind)} on ${topic}, but ${types[0]} is published there: set cameras.${camera.name}.topic or cameras.${camera.name}.transport`;
    return { problem: { message, warning: true } };
  }
  const incompatible =
    camera.reliability === 'reliable' &&
    matching.find(({ qos_profile }) => qos_profile.reliability === BEST_EFFORT);
  if (incompatible) {
    const message = `incompatible QoS: ${nameOf(incompatible)} publishes ${topic} as best effort and the camera asks for reliable, so its images cannot arrive: set cameras.${camera.name}.reliability to best_effort`;
    return { problem: { message, warning: true } };
  }
  if (matching.length > 1) {
    const names = matching.map(nameOf).join(', ');
    return {
      otherPublishers: `${matching.length} publishers of ${topic} (${names}), whose images are taken for one camera's: give each a topic and a camera of its own`,
    };
  }
  return {};
}

/** False while discovery knows a publisher's endpoint, but not yet its node. */
export function isNamed({ node_name }: PublisherInfo): boolean {
  return node_name !== UNKNOWN_NAME;
}

function nameOf(publisher: PublisherInfo): string {
  if (!isNamed(publisher)) return 'a publisher of unknown name';
  const { node_namespace, node_name } = publisher;
  return `${node_namespace.replace(/\/$/, '')}/${node_name}`;
}
