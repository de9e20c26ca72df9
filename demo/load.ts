import { setTimeout as sleep } from 'node:timers/promises';
import { messageDefinition } from '../src/messages/definitions.js';
import { serializer } from '../src/messages/serializer.js';
import { toTime } from '../src/messages/stamp.js';
import { keepLast, type Node } from '../src/ros/rcl.js';

export const LOAD = {
  camera: 'load',
  topic: '/load/image_raw',
  width: 1280,
  height: 720,
  rateHz: 30,
  seconds: 5,
};

/**
 * Publishes raw 1280×720 images at 30 Hz, so that the node's own report of how late its event loop
 * runs is measured under the load of a real camera and not only of the bag's small images.
 *
 * @param stampNs bag time to start from
 * @returns images published
 */
export async function publishLoad(node: Node, stampNs: bigint): Promise<number> {
  const publisher = node.createPublisher('sensor_msgs/msg/Image', LOAD.topic, {
    qos: keepLast(1, 'best_effort'),
  });
  const serialize = serializer(messageDefinition('sensor_msgs/msg/Image'));
  const images = LOAD.rateHz * LOAD.seconds;
  // A pattern that moves by a pixel each time: a flat picture would pass for a covered camera.
  const bytes = LOAD.width * LOAD.height * 3;
  const scene = Uint8Array.from({ length: bytes + 3 * images }, (_, k) => (k * 7 + (k >> 9)) % 256);
  const startMs = performance.now();
  for (let i = 0; i < images; i++) {
    const dueMs = startMs + (i * 1000) / LOAD.rateHz;
    await sleep(Math.max(0, dueMs - performance.now()));
    const stamp = toTime(stampNs + BigInt(Math.round((i * 1e9) / LOAD.rateHz)));
    const message = serialize({
      header: { stamp, frame_id: 'load_optical_frame' },
      height: LOAD.height,
      width: LOAD.width,
      encoding: 'rgb8',
      is_bigendian: 0,
      step: LOAD.width * 3,
      data: scene.subarray(3 * i, 3 * i + bytes),
    });
    publisher.publish(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
  }
  return images;
}
