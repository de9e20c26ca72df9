import { Observable, Subject } from 'rxjs';
import { VljepaError } from '../errors.js';
import type { Frame, Image } from '../frame.js';
import type { CameraParameters } from '../parameters/settings.js';
import { readImage } from '../messages/image.js';
import { keepLast, ros, type LifecycleNode, type Subscription } from './rcl.js';

const TYPES: Record<Image['kind'], string> = {
  raw: 'sensor_msgs/msg/Image',
  compressed: 'sensor_msgs/msg/CompressedImage',
};

/** rmw_qos_policy_kind_t, the ones an image publisher can differ in. */
const POLICY_NAMES: Record<number, string> = {
  2: 'durability',
  4: 'deadline',
  8: 'liveliness',
  16: 'reliability',
  32: 'history',
  64: 'lifespan',
};

export interface CameraSubscriptionEvents {
  /** A message that is no image, or has a problem worth one line in the log. */
  readonly problem: (error: VljepaError) => void;
  readonly warn: (message: string) => void;
}

/**
 * One camera's subscription as a stream of frames.
 *
 * Messages are taken serialized and only looked at: pixels go to the worker as they came. Every
 * call of {@link check} compares what is published on the topic with what is subscribed.
 */
export class CameraSubscription {
  readonly topic: string;
  /** Why nothing can arrive, in words for diagnostics; undefined while nothing is known to be wrong. */
  obstacle: string | undefined;
  readonly #frames = new Subject<Frame>();
  #kind: Image['kind'];
  #subscription: Subscription | undefined;
  #nextId = 0;
  #warnedZeroStamp = false;
  #warned = new Set<string>();

  constructor(
    private readonly node: LifecycleNode,
    private readonly camera: CameraParameters,
    private readonly events: CameraSubscriptionEvents,
  ) {
    const base = node.resolveTopicName(camera.topic);
    const named = base.endsWith('/compressed');
    this.#kind =
      camera.transport === 'compressed' || (camera.transport === 'auto' && named)
        ? 'compressed'
        : 'raw';
    // image_transport: remap rules hold for the base topic, the transport's name comes after it.
    this.topic = camera.transport === 'compressed' && !named ? `${base}/compressed` : base;
    this.#subscribe();
  }

  get frames(): Observable<Frame> {
    return this.#frames;
  }

  get type(): string {
    return TYPES[this.#kind];
  }

  /** Looks at the graph: with `auto` follows the type that is published, else names the difference. */
  check(): void {
    const published = this.node
      .getPublishersInfoByTopic(this.topic, false)
      .map(({ topic_type }) => topic_type);
    if (published.length === 0) {
      this.obstacle = `nobody publishes ${this.topic}`;
      return;
    }
    if (published.includes(this.type)) {
      if (!this.#warned.has('qos')) this.obstacle = undefined;
      return;
    }
    const other = this.#kind === 'raw' ? 'compressed' : 'raw';
    if (this.camera.transport === 'auto' && published.includes(TYPES[other])) {
      this.#kind = other;
      this.#unsubscribe();
      this.#subscribe();
      this.obstacle = undefined;
      return;
    }
    this.#oneWarning(
      'type',
      `camera ${this.camera.name}: expected ${this.type} on ${this.topic}, but ${published[0]} is published there: set cameras.${this.camera.name}.topic or .transport`,
    );
  }

  close(): void {
    this.#unsubscribe();
    this.#frames.complete();
  }

  #subscribe(): void {
    const events = new ros.SubscriptionEventCallbacks();
    events.incompatibleQos = ({ last_policy_kind: kind = 0 }) =>
      this.#oneWarning(
        'qos',
        `camera ${this.camera.name}: a publisher of ${this.topic} offers another QoS (${POLICY_NAMES[kind] ?? 'unknown policy'}), so its images cannot arrive: set cameras.${this.camera.name}.reliability to best_effort`,
      );
    this.#subscription = this.node.createSubscription(
      this.type,
      this.topic,
      { qos: keepLast(this.camera.depth, this.camera.reliability), isRaw: true },
      (message: Uint8Array) => this.#receive(message),
      events,
    );
  }

  #unsubscribe(): void {
    if (this.#subscription) this.node.destroySubscription(this.#subscription);
    this.#subscription = undefined;
  }

  #receive(message: Uint8Array): void {
    const receivedMs = performance.now();
    try {
      const { stampNs, frameId, image } = readImage(this.#kind, message);
      this.#frames.next({
        camera: this.camera.name,
        id: this.#nextId++,
        stampNs: stampNs === 0n ? this.#receiveTime() : stampNs,
        frameId,
        receivedMs,
        image,
      });
    } catch (error) {
      if (error instanceof VljepaError) this.events.problem(error);
      else throw error;
    }
  }

  #receiveTime(): bigint {
    if (!this.#warnedZeroStamp) {
      this.#warnedZeroStamp = true;
      this.events.warn(
        `camera ${this.camera.name}: images on ${this.topic} have no stamp; the time of receipt is used instead`,
      );
    }
    return this.node.getClock().now().nanoseconds;
  }

  #oneWarning(kind: string, message: string): void {
    this.obstacle = message;
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    this.events.warn(message);
  }
}
