import { Observable, Subject } from 'rxjs';
import { VljepaError, describeError } from '../errors.js';
import type { Frame, Image } from '../frame.js';
import type { CameraParameters } from '../parameters/cameras.js';
import { imageType, readImage, type StampedImage } from '../messages/image.js';
import type { NodeLog } from './nodeLog.js';
import { checkPublishers, isNamed } from './publisherCheck.js';
import { keepLast, type Node, type Subscription } from './rcl.js';

/** Checks after which a topic without a publisher is logged. */
const CHECKS_FOR_PUBLISHER = 3;

/**
 * One camera's subscription as a stream of frames.
 *
 * Messages are taken serialized and only their headers are read: pixels go to the worker as they came. Every
 * call of {@link check} compares what is published on the topic with what is subscribed.
 */
export class CameraSubscription {
  readonly topic: string;
  /** Why nothing can arrive, in words for diagnostics; undefined while nothing is known to be wrong. */
  problem: string | undefined;
  /** That other nodes publish the topic too, in words; undefined where one publishes it. */
  otherPublishers: string | undefined;
  readonly #frames = new Subject<Frame>();
  #kind: Image['kind'];
  #subscription: Subscription | undefined;
  #nextId = 0;
  #warned = new Set<string>();
  #checks = 0;
  /** Checks in a row in which some publisher's node was not known yet. */
  #unnamedChecks = 0;
  readonly #node: Node;
  readonly #camera: CameraParameters;
  readonly #log: NodeLog;
  readonly #unreadable: (error: unknown) => void;

  /** @param unreadable called for each message that is not an image */
  constructor(
    node: Node,
    camera: CameraParameters,
    log: NodeLog,
    unreadable: (error: unknown) => void,
  ) {
    this.#node = node;
    this.#camera = camera;
    this.#log = log;
    this.#unreadable = unreadable;
    const base = node.resolveTopicName(camera.topic);
    const named = base.endsWith('/compressed');
    this.#kind =
      camera.transport === 'compressed' || (camera.transport === 'auto' && named)
        ? 'compressed'
        : 'raw';
    // image_transport: remap rules hold for the base topic, the transport's name comes after it.
    this.topic = camera.transport === 'compressed' && !named ? `${base}/compressed` : base;
  }

  get frames(): Observable<Frame> {
    return this.#frames;
  }

  get type(): string {
    return imageType(this.#kind);
  }

  /** @throws CAMERA_SUBSCRIPTION */
  open(): void {
    const { name, depth, reliability, transport } = this.#camera;
    try {
      this.#subscription = this.#node.createSubscription(
        this.type,
        this.topic,
        { qos: keepLast(depth, reliability), isRaw: true },
        (message: Uint8Array) => this.#receive(message),
      );
    } catch (error) {
      const types = this.#node
        .getPublishersInfoByTopic(this.topic, false)
        .map(({ topic_type }) => topic_type);
      const published =
        types.length > 0 ? `, where ${[...new Set(types)].join(', ')} is published` : '';
      const [reason] = (error as Error).message.split(', at /');
      throw new VljepaError(
        'CAMERA_SUBSCRIPTION',
        `camera ${name}: expected a topic of ${this.type}, got ${this.topic}${published}, to which the middleware refuses a subscription (${reason}): set cameras.${name}.topic or cameras.${name}.transport`,
        { cause: error },
      );
    }
    this.#log.debug(
      () =>
        `camera ${name}: subscribes to ${this.topic} as ${this.type} (transport ${transport}), ${reliability}, depth ${depth}`,
    );
  }

  /** Reads the graph: with `auto` subscribes to the published type, otherwise reports what is wrong. */
  check(): void {
    const publishers = this.#node.getPublishersInfoByTopic(this.topic, false);
    const { problem, useType, otherPublishers } = checkPublishers(
      this.#camera,
      this.topic,
      this.#kind,
      publishers,
    );
    this.problem = problem?.message;
    this.otherPublishers = otherPublishers;
    if (useType !== undefined) this.#changeType(useType);
    // A camera that is started at the same time may need a moment, and so may its node's name.
    this.#checks += 1;
    this.#unnamedChecks = publishers.every(isNamed) ? 0 : this.#unnamedChecks + 1;
    if (this.#unnamedChecks > 0 && this.#unnamedChecks < CHECKS_FOR_PUBLISHER) return;
    if (otherPublishers !== undefined) this.#warnOnce(otherPublishers);
    const lasting = problem?.warning === true || this.#checks >= CHECKS_FOR_PUBLISHER;
    if (problem && lasting) this.#warnOnce(problem.message);
  }

  close(): void {
    this.#unsubscribe();
    this.#frames.complete();
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#log.warn(`camera ${this.#camera.name}: ${message}`);
  }

  /** What cannot be subscribed to now is tried again at the next check. */
  #changeType(kind: Image['kind']): void {
    const before = this.#kind;
    this.#unsubscribe();
    this.#kind = kind;
    try {
      this.open();
    } catch (error) {
      this.#kind = before;
      this.problem = describeError(error);
    }
  }

  #unsubscribe(): void {
    if (this.#subscription) this.#node.destroySubscription(this.#subscription);
    this.#subscription = undefined;
  }

  #receive(message: Uint8Array): void {
    const receivedMs = performance.now();
    let read: StampedImage;
    try {
      read = readImage(this.#kind, message);
    } catch (error) {
      this.#unreadable(error);
      return;
    }
    const { stampNs, frameId, image } = read;
    this.#frames.next({
      camera: this.#camera.name,
      id: this.#nextId++,
      stampNs,
      receiptNs: this.#node.getClock().now().nanoseconds,
      frameId,
      receivedMs,
      image,
    });
  }
}
