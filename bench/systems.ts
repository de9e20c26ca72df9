import { fileURLToPath } from 'node:url';
import {
  camerasOf,
  EVERY_FRAME_HZ,
  RELIABILITY as everyFrame,
  type Load,
  type Reliability,
} from './loads.js';

/** This node, the rclpy node that a user would write instead, or that one tuned. */
export type SystemName = 'node' | 'peer' | 'tuned';

export interface System {
  readonly command: readonly string[];
  readonly worldStates: string;
  /** Of type vljepa/Metrics; the peer has none. */
  readonly metrics?: string;
}

/** The checkout, from dist/bench/. */
const root = new URL('../../', import.meta.url);
export const pathOf = (name: string): string => fileURLToPath(new URL(name, root));
export const launcher = pathOf('bin/vljepa');

/** How a system is started for a load. Both get the same pack, threads, topics and QoS. */
export function systemFor(
  name: SystemName,
  load: Load,
  pack: string,
  threads: number,
  reliability: Reliability = everyFrame,
): System {
  const cameras = camerasOf(load);
  const kind = load.encoding === 'jpeg' ? 'compressed' : 'raw';
  if (name !== 'node') {
    return {
      worldStates: '/peer/world_state',
      command: [
        'python3',
        pathOf('bench/peer/main.py'),
        ...['--pack', pack, '--threads', String(threads), '--reliability', reliability],
        ...(name === 'tuned' ? ['--tuned'] : []),
        ...cameras.flatMap((camera) => ['--camera', camera.name, camera.topic, kind]),
      ],
    };
  }
  const parameters = {
    pack,
    threads,
    ...(load.still && { 'gate.enabled': true }),
    ...Object.fromEntries(
      cameras.flatMap((camera) => [
        [`cameras.${camera.name}.topic`, camera.topic],
        [`cameras.${camera.name}.transport`, kind],
        [`cameras.${camera.name}.reliability`, reliability],
        [`cameras.${camera.name}.rate`, `${EVERY_FRAME_HZ}.0`],
      ]),
    ),
  };
  return {
    worldStates: '/vljepa/world_state',
    metrics: '/vljepa/metrics',
    command: [
      launcher,
      'perception',
      '--ros-args',
      ...Object.entries(parameters).flatMap(([key, value]) => ['-p', `${key}:=${value}`]),
    ],
  };
}
