import { Subject } from 'rxjs';
import { isPassing } from '../errors.js';
import type { Frame, Image } from '../frame.js';
import { imageKind, readImage, type StampedImage } from '../messages/image.js';
import { perceive, type Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import { DropMessages } from '../metrics/dropMessages.js';
import { takeSnapshot, type Snapshot } from '../metrics/snapshot.js';
import { CameraTelemetry } from '../metrics/telemetry.js';
import type { Bag } from '../bags/bag.js';
import type { BagCamera } from './cameras.js';
import type { WatchedEngine } from './watchedEngine.js';

/** A world state or text, and the image of its newest frame. */
export interface Seen {
  readonly perception: Perception;
  readonly image: Image;
}

export interface ReplayOptions {
  readonly bag: Bag;
  readonly cameras: readonly (BagCamera & { readonly windowFrames: number })[];
  readonly engine: WatchedEngine;
  readonly live: () => LiveSettings;
  /** Called for each thing that a frame brought about, in order, before the next frame is read. */
  readonly seen: (seen: Seen) => Promise<void>;
  /** Called with each message's log time. */
  readonly progress: (logTimeNs: bigint) => void;
  /** Ends the replay before the next frame. */
  readonly signal?: AbortSignal | undefined;
}

export interface Replayed {
  /** Counts, drops and latencies of each camera. */
  readonly snapshot: Snapshot;
  /** What was odd about the images and why frames were dropped, in words. */
  readonly problems: readonly string[];
}

/**
 * Feeds a bag's images through the pipeline, each one when the one before is done with: nothing is
 * dropped for being late, and the same bag gives the same states on every machine speed.
 *
 * A camera that gives no stamps takes its messages' log times.
 *
 * @throws what the engine fails with; a frame that cannot be used, or has no text, is only counted
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { bag, engine, live } = options;
  let failure: Error | undefined;
  const feeds = new Map(
    options.cameras.map((camera) => [
      camera.topic,
      new CameraFeed(camera, engine, live, (error) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      }),
    ]),
  );
  for await (const { topic, type, logTimeNs, data } of bag.messages([...feeds.keys()])) {
    if (options.signal?.aborted) break;
    const kind = imageKind(type);
    if (!kind) continue;
    const feed = feeds.get(topic)!;
    feed.push(kind, data, logTimeNs);
    await engine.idle();
    if (failure !== undefined) throw failure;
    for (const seen of feed.take()) await options.seen(seen);
    options.progress(logTimeNs);
  }
  for (const feed of feeds.values()) {
    feed.finish();
    await engine.idle();
    if (failure !== undefined) throw failure;
    for (const seen of feed.take()) await options.seen(seen);
  }
  const ended = [...feeds.values()];
  const snapshot = takeSnapshot(
    ended.map(({ telemetry }) => telemetry),
    performance.now(),
  );
  return {
    snapshot,
    problems: ended.flatMap(({ dropMessages, notices }, i) => [
      ...notices,
      ...dropMessages.sentences(snapshot.cameras[i]!),
    ]),
  };
}

class CameraFeed {
  readonly #frames = new Subject<Frame>();
  readonly telemetry: CameraTelemetry;
  readonly dropMessages = new DropMessages();
  readonly #notices = new Map<string, { readonly first: string; count: number }>();
  #perceptions: Perception[] = [];
  /** The image before and the newest one: the first of a camera may wait for the second. */
  #recent: readonly Frame[] = [];
  #nextId = 0;
  readonly #camera: ReplayOptions['cameras'][number];

  constructor(
    camera: ReplayOptions['cameras'][number],
    engine: WatchedEngine,
    live: () => LiveSettings,
    failed: (error: unknown) => void,
  ) {
    this.#camera = camera;
    this.telemetry = new CameraTelemetry(
      camera.name,
      (error, reason) => {
        if (isPassing(error)) this.dropMessages.add(reason, error.message);
        else failed(error);
      },
      (kind, message) => {
        const notice = this.#notices.get(kind);
        if (notice) notice.count += 1;
        else this.#notices.set(kind, { first: message, count: 1 });
      },
      undefined,
      Infinity,
    );
    const { name, windowFrames } = camera;
    perceive({ name, windowFrames, frames: this.#frames }, engine, live, this.telemetry).subscribe(
      (perception) => {
        if (perception.kind === 'text') this.telemetry.texts += 1;
        this.#perceptions.push(perception);
      },
    );
  }

  push(kind: Image['kind'], message: Uint8Array, logTimeNs: bigint): void {
    let read: StampedImage;
    try {
      read = readImage(kind, message);
    } catch (error) {
      this.telemetry.frames += 1;
      this.telemetry.fail(error);
      return;
    }
    const { frameId, image } = read;
    const frame: Frame = {
      camera: this.#camera.name,
      id: this.#nextId++,
      stampNs: read.stampNs,
      receiptNs: logTimeNs,
      frameId,
      receivedMs: performance.now(),
      image: { ...image, data: image.data.slice() },
    };
    this.#recent = [...this.#recent, frame].slice(-2);
    // The engine takes its buffer away; the bag and the report need their own.
    this.#frames.next({ ...frame, image: { ...image, data: image.data.slice() } });
  }

  /** What the last frame brought about. */
  take(): Seen[] {
    const seen = this.#perceptions.map((perception) => ({
      perception,
      image: this.#imageOf(perception),
    }));
    this.#perceptions = [];
    return seen;
  }

  #imageOf(perception: Perception): Image {
    const { stampNs } = perception.kind === 'state' ? perception.state : perception.text;
    const shown = ({ stampNs: own, receiptNs }: Frame) =>
      stampNs === (own === 0n ? receiptNs : own);
    return (this.#recent.find(shown) ?? this.#recent.at(-1)!).image;
  }

  finish(): void {
    this.#frames.complete();
  }

  /** What was odd about the camera, each kind once. */
  get notices(): readonly string[] {
    return [...this.#notices.values()].map(
      ({ first, count }) =>
        `camera ${this.#camera.name}: ${first}${count > 1 ? ` (the first of ${count} times)` : ''}`,
    );
  }
}
