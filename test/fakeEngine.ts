import type {
  Clip,
  Decoded,
  EncodedWindow,
  LocalEngine,
  PackDescription,
  TextReader,
} from '../src/engine/engine.js';
import type { Runtime } from '../src/executionProvider.js';
import type { Motion } from '../src/selective/motionMeter.js';

/** What a camera shows and what the model makes of it; each may throw, reject or take its time. */
export interface Contents {
  /** Before the X-Encoder answers. */
  readonly encode?: (clip: Clip) => void | Promise<void>;
  /** Before the Predictor answers. */
  readonly predict?: (clip: Clip) => void | Promise<void>;
  /** S_y of a clip under a query; unit norm. */
  readonly embed?: (clip: Clip, query: string) => Float32Array;
  readonly decode?: (embedding: Float32Array) => string | Promise<string>;
}

/** Of a text whose chance of being true is not known. */
export const UNKNOWN_CHANCE = {
  confidence: NaN,
  similarity: 0.5,
  alternatives: [],
  sure: true,
  implied: [],
};

/** Stands in for a model's contents: no image is read, no graph runs. Records what it was asked. */
export class FakeEngine implements LocalEngine {
  readonly runtime: Runtime = {
    executionProvider: 'cpu',
    loadMs: 500,
    warmUpMs: 250,
    passedOver: [],
  };
  readonly pack: PackDescription = {
    name: 'fake',
    id: 'fake/1',
    embeddingDimension: 2,
    frames: { default: 4, min: 1, max: 16 },
    samplingRate: 4,
    labelTemplate: 'a {label}',
    readsQuery: true,
    defaultQuery: 'What is happening?',
    changeThreshold: 0.3,
  };
  readonly encoded: Clip[] = [];
  readonly predicted: (readonly string[])[] = [];
  readonly decoded: Float32Array[] = [];
  readonly releasedCameras: string[] = [];
  readonly #held = new Set<EncodedWindow>();
  readonly #contents: Contents;

  constructor(contents: Contents = {}) {
    this.#contents = contents;
  }

  /** Windows that nobody has released. */
  get held(): number {
    return this.#held.size;
  }

  encode(clip: Clip): EncodedWindow {
    this.encoded.push(clip);
    const ready = (async () => this.#contents.encode?.(clip))();
    const release = () => void this.#held.delete(window);
    const window: EncodedWindow = {
      predict: async (queries) => {
        this.predicted.push(queries);
        await ready;
        const { embed = () => direction(0), predict } = this.#contents;
        const embeddings = queries.map((query) => embed(clip, query));
        await predict?.(clip);
        const windowStartNs = clip.frames[0]!.stampNs;
        const stageMs = { x_encoder: 10, predictor: 1 };
        // A scene that any query sees change has another picture.
        const frameFeatures = embeddings.reduce((sum, other) =>
          sum.map((value, i) => value + other[i]!),
        );
        return { embeddings, frameFeatures, windowStartNs, stageMs };
      },
      features: () => Promise.resolve(direction(0)),
      preview: () => Promise.resolve(new Uint8Array()),
      release,
      [Symbol.dispose]: release,
    };
    this.#held.add(window);
    return window;
  }

  encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map(() => direction(0)));
  }

  /** Words with a letter that is not ASCII. */
  unknownWords(_reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return Promise.resolve(
      texts.map((text) => text.split(' ').filter((word) => /[^ -~]/.test(word))),
    );
  }

  async decode(embedding: Float32Array): Promise<Decoded> {
    this.decoded.push(embedding);
    const { decode = (values) => `${Math.round(degrees(values))}°` } = this.#contents;
    return { ...UNKNOWN_CHANCE, text: await decode(embedding) };
  }

  releaseCamera(camera: string): void {
    this.releasedCameras.push(camera);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** A picture that stands, and one that moves. */
export const STILL: Motion = { amount: 0, threshold: 0.02, moving: false };
export const MOVING: Motion = { amount: 1, threshold: 0.02, moving: true };

/** A unit vector of two numbers: what a scene looks like, as an angle. */
export function direction(angleDegrees: number): Float32Array {
  const angle = (angleDegrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

export function degrees(embedding: Float32Array): number {
  return (Math.atan2(embedding[1]!, embedding[0]!) * 180) / Math.PI;
}
