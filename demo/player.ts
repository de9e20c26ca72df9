import { setTimeout as sleep } from 'node:timers/promises';
import type { Bag } from '../src/bags/bag.js';
import { toTime } from '../src/messages/stamp.js';
import { keepLast, type Node, type Publisher } from '../src/ros/rcl.js';

const CLOCK_MS = 20;

/**
 * Plays one topic of a bag over DDS, as `ros2 bag play --clock` does: messages at the intervals of
 * their log times divided by `rate`, and the bag's time on /clock.
 */
export class BagPlayer {
  readonly #images: Publisher;
  readonly #clock: Publisher;
  readonly #bag: Bag;
  readonly #topic: string;
  readonly #rate: number;

  constructor(node: Node, bag: Bag, topic: string, type: string, rate: number) {
    this.#bag = bag;
    this.#topic = topic;
    this.#rate = rate;
    this.#images = node.createPublisher(type, topic, { qos: keepLast(5, 'reliable') });
    this.#clock = node.createPublisher('rosgraph_msgs/msg/Clock', '/clock', {
      qos: keepLast(1, 'best_effort'),
    });
  }

  get listeners(): number {
    return this.#images.subscriptionCount;
  }

  /** Resolves with the number of messages after the last one; `played` is shown each of them. */
  async play(played: (data: Uint8Array) => void): Promise<number> {
    const startNs = this.#bag.startNs ?? 0n;
    const startMs = performance.now();
    const bagTimeNs = () =>
      startNs + BigInt(Math.round((performance.now() - startMs) * this.#rate * 1e6));
    let count = 0;
    const clock = setInterval(() => this.#tick(bagTimeNs()), CLOCK_MS);
    try {
      for await (const { logTimeNs, data } of this.#bag.messages([this.#topic])) {
        const waitMs = Number(logTimeNs - bagTimeNs()) / 1e6 / this.#rate;
        if (waitMs > 0) await sleep(waitMs);
        this.#tick(logTimeNs);
        this.#images.publish(Buffer.from(data));
        count += 1;
        played(data);
      }
    } finally {
      clearInterval(clock);
    }
    return count;
  }

  #tick(timeNs: bigint): void {
    this.#clock.publish({ clock: toTime(timeNs) });
  }
}
