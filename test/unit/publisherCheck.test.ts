import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CameraParameters } from '../../src/parameters/cameras.js';
import { checkPublishers, isNamed } from '../../src/ros/publisherCheck.js';
import type { PublisherInfo } from '../../src/ros/rcl.js';

const CAMERA = {
  name: 'front',
  topic: '/x',
  transport: 'raw',
  reliability: 'reliable',
  depth: 1,
  rateHz: 4,
  windowFrames: 8,
} satisfies CameraParameters;

/** A best-effort publisher of images. */
function publisher(node_namespace: string, node_name: string): PublisherInfo {
  return {
    node_namespace,
    node_name,
    topic_type: 'sensor_msgs/msg/Image',
    qos_profile: { reliability: 2 },
  };
}

test('a publisher whose node discovery does not know yet is not named', () => {
  const unknown = publisher('_NODE_NAMESPACE_UNKNOWN_', '_NODE_NAME_UNKNOWN_');
  assert.equal(isNamed(unknown), false);
  const { problem } = checkPublishers(CAMERA, '/x', 'raw', [unknown]);
  assert.match(problem!.message, /^incompatible QoS: a publisher of unknown name publishes \/x as/);
});

test('one whose node is known is named in full', () => {
  const known = publisher('/robot', 'camera');
  assert.equal(isNamed(known), true);
  const { problem } = checkPublishers(CAMERA, '/x', 'raw', [known]);
  assert.match(problem!.message, /^incompatible QoS: \/robot\/camera publishes/);
});
