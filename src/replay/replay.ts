import { Subject } from 'rxjs';
import { isDrop } from '../errors.js';
import type { Frame, Image } from '../frame.js';
import { imageKind, readImage, type StampedImage } from '../messages/image.js';
import { perceive, type Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import { countTexts } from '../metrics/countTexts.js';
import { DropMessages } from '../metrics/dropMessages.js';
import { takeSnapshot, type Snapshot } from '../metrics/snapshot.js';
import { CameraTelemetry } from '../metrics/telemetry.js';
import type { Bag } from '../bags/bag.js';
import type { RecentImages } from '../report/recentImages.js';
import { giveInTurn, type Sink } from '../sink.js';
import type { BagCamera } from './cameras.js';
import type { WatchedEngine } from './watchedEngine.js';

export interface ReplayOptions {
  readonly bag: Bag;
  readonly cameras: readonly (BagCamera & { readonly windowFrames: number })[];
  readonly engine: WatchedEngine;
  readonly live: () => LiveSettings;
  /** Called with the perceptions that a frame caused, in order, before the next frame is read. */
  readonly sinks: readonly Sink[];
  /** Called with each image before that. */
  readonly images: RecentImages;
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
 * Feeds a bag's images through the pipeline, each one when the one before has been processed: nothing is
 * dropped for being late, and a bag gives the same states on machines of any speed.
 *
 * A camera that gives no stamps takes its messages' log times.
 *
 * @throws what the engine fails with; a frame that cannot be used, or has no text, is only counted
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { bag, engine, live, images } = options;
  const sinks = [countTexts, ...options.sinks];
  let failure: Error | undefined;
  const feeds = new Map(
    options.cameras.map((camera) => [
      camera.topic,
      new CameraFeed(camera, engine, live, images, (error) => {
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
    for (const perception of feed.take()) await giveInTurn(sinks, perception, feed.telemetry);
    options.progress(logTimeNs);
  }
  for (const feed of feeds.values()) {
    feed.finish();
    await engine.idle();
    if (failure !== undefined) throw failure;
    for (const perception of feed.take()) await giveInTurn(sinks, perception, feed.telemetry);
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
  #nextId = 0;
  readonly #camera: ReplayOptions['cameras'][number];
  readonly #images: RecentImages;

  constructor(
    camera: ReplayOptions['cameras'][number],
    engine: WatchedEngine,
    live: () => LiveSettings,
    images: RecentImages,
    failed: (error: unknown) => void,
  ) {
    this.#camera = camera;
    this.#images = images;
    this.telemetry = new CameraTelemetry(
      camera.name,
      (error, reason) => {
        if (isDrop(error)) this.dropMessages.add(reason, error.message);
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
      (perception) => this.#perceptions.push(perception),
    );
  }

  push(kind: Image['kind'], message: Uint8Array, logTimeNs: bigint): void {
    let read: StampedImage;
    try {
      read = readImage(kind, message);
    } catch (error) {
      this.telemetry.unreadable(error);
      return;
    }
    const { stampNs, frameId, image } = read;
    // The engine takes its buffer away; the bag and the report need their own.
    const copy = (): Image => ({ ...image, data: image.data.slice() });
    // A camera that gives no stamps has those of recording.
    this.#images.add(this.#camera.name, stampNs === 0n ? logTimeNs : stampNs, copy());
    this.#frames.next({
      camera: this.#camera.name,
      id: this.#nextId++,
      stampNs,
      receiptNs: logTimeNs,
      frameId,
      receivedMs: performance.now(),
      image: copy(),
    });
  }

  /** What the last frame caused. */
  take(): Perception[] {
    const perceptions = this.#perceptions;
    this.#perceptions = [];
    return perceptions;
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
