import type { Bag } from '../bags/bag.js';
import { VljepaError } from '../errors.js';
import { PoseTrack } from '../memory/poseTrack.js';
import { POSE_TYPES, readPose } from '../messages/pose.js';

/**
 * Where a bag's robot was.
 *
 * @throws COMMAND_LINE where the bag has no poses on that topic
 */
export async function bagPoses(bag: Bag, topic: string): Promise<PoseTrack> {
  const types = bag.topics.filter(({ name }) => name === topic).map(({ type }) => type);
  if (!types.some((type) => POSE_TYPES.includes(type))) {
    const found = bag.topics.filter(({ type }) => POSE_TYPES.includes(type));
    throw new VljepaError(
      'COMMAND_LINE',
      `the bag tells no pose on ${topic}${types.length > 0 ? `, which carries ${types.join(', ')}` : ''}: expected ${POSE_TYPES.join(', ')}${found.length > 0 ? `, as on ${found.map(({ name }) => name).join(', ')}` : ''}`,
    );
  }
  const track = new PoseTrack(Infinity);
  for await (const { type, data } of bag.messages([topic])) {
    const read = POSE_TYPES.includes(type) ? readPose(type, data) : undefined;
    if (read === undefined) continue;
    const [x, y, z] = read.position;
    track.add(read.stampNs, { frameId: read.frameId, x, y, z, orientation: read.orientation });
  }
  return track;
}
