import { Subject } from 'rxjs';
import { isPassing } from '../errors.js';
import type { Frame, Image } from '../frame.js';
import { readImage, type StampedImage } from '../messages/image.js';
import { perceive, type Perception } from '../perception.js';
import type { LiveSettings } from '../settings.js';
import { CameraTelemetry } from '../telemetry.js';
import type { Bag } from './bag.js';
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
}

export interface Replayed {
  /** Counts and drops of each camera. */
  readonly telemetry: readonly CameraTelemetry[];
  /** What was odd about the images, in words. */
  readonly problems: readonly string[];
}

/**
 * Feeds a bag's images through the pipeline, each one when the one before is done with: nothing is
 * dropped for being late, and the same bag gives the same states on every machine speed.
 *
 * Frames whose header has no stamp take the message's log time.
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
  for await (const { topic, logTimeNs, data } of bag.messages([...feeds.keys()])) {
    const feed = feeds.get(topic)!;
    feed.push(data, logTimeNs);
    await engine.quiet();
    if (failure !== undefined) throw failure;
    for (const seen of feed.take()) await options.seen(seen);
    options.progress(logTimeNs);
  }
  const ended = [...feeds.values()].map((feed) => feed.finish());
  return {
    telemetry: ended.map(({ telemetry }) => telemetry),
    problems: ended
      .filter(({ unstamped }) => unstamped > 0)
      .map(
        ({ telemetry, unstamped }) =>
          `camera ${telemetry.camera}: ${unstamped} of ${telemetry.frames} images have no stamp; the time of recording was taken`,
      ),
  };
}

class CameraFeed {
  readonly #frames = new Subject<Frame>();
  readonly #telemetry: CameraTelemetry;
  #perceptions: Perception[] = [];
  #newest: Image | undefined;
  #nextId = 0;
  #unstamped = 0;

  constructor(
    private readonly camera: ReplayOptions['cameras'][number],
    engine: WatchedEngine,
    live: () => LiveSettings,
    failed: (error: unknown) => void,
  ) {
    this.#telemetry = new CameraTelemetry(camera.name, (error) => {
      if (!isPassing(error)) failed(error);
    });
    const { name, windowFrames } = camera;
    perceive({ name, windowFrames, frames: this.#frames }, engine, live, this.#telemetry).subscribe(
      (perception) => this.#perceptions.push(perception),
    );
  }

  push(message: Uint8Array, logTimeNs: bigint): void {
    let read: StampedImage;
    try {
      read = readImage(this.camera.kind, message);
    } catch (error) {
      this.#telemetry.frames += 1;
      this.#telemetry.fail(error);
      return;
    }
    const { frameId, image } = read;
    this.#newest = image;
    if (read.stampNs === 0n) this.#unstamped += 1;
    this.#frames.next({
      camera: this.camera.name,
      id: this.#nextId++,
      stampNs: read.stampNs === 0n ? logTimeNs : read.stampNs,
      frameId,
      receivedMs: performance.now(),
      // The engine takes its buffer away; the bag needs its own.
      image: { ...image, data: image.data.slice() },
    });
  }

  /** What the last frame brought about. */
  take(): Seen[] {
    const seen = this.#perceptions.map((perception) => ({ perception, image: this.#newest! }));
    this.#perceptions = [];
    return seen;
  }

  finish(): { readonly telemetry: CameraTelemetry; readonly unstamped: number } {
    this.#frames.complete();
    return { telemetry: this.#telemetry, unstamped: this.#unstamped };
  }
}
