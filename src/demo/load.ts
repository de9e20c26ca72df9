import { setTimeout as sleep } from 'node:timers/promises';
import { CdrWriter } from '@foxglove/cdr';
import { keepLast, type Node } from '../ros/rcl.js';

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
  const pixels = new Uint8Array(LOAD.width * LOAD.height * 3);
  const startMs = performance.now();
  const images = LOAD.rateHz * LOAD.seconds;
  for (let i = 0; i < images; i++) {
    const dueMs = startMs + (i * 1000) / LOAD.rateHz;
    await sleep(Math.max(0, dueMs - performance.now()));
    pixels.fill((i * 2) % 256);
    publisher.publish(
      serializeImage(stampNs + BigInt(Math.round((i * 1e9) / LOAD.rateHz)), pixels),
    );
  }
  return images;
}

/** A serialized sensor_msgs/msg/Image, rgb8. */
function serializeImage(stampNs: bigint, pixels: Uint8Array): Buffer {
  const cdr = new CdrWriter({ size: pixels.length + 128 });
  cdr.int32(Number(stampNs / 1_000_000_000n)).uint32(Number(stampNs % 1_000_000_000n));
  cdr.string('load_optical_frame').uint32(LOAD.height).uint32(LOAD.width).string('rgb8');
  cdr
    .uint8(0)
    .uint32(LOAD.width * 3)
    .uint8Array(pixels, true);
  return Buffer.from(cdr.data.buffer, cdr.data.byteOffset, cdr.data.byteLength);
}
