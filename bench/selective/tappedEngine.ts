import sharp from 'sharp';
import type {
  Clip,
  Decoded,
  EncodeOptions,
  EncodedWindow,
  Engine,
  Prediction,
  TextReader,
} from '../../src/engine/engine.js';
import { uncalibrated } from '../../src/engine/worker/yDecoder.js';
import type { Image } from '../../src/frame.js';
import { GREY_SIDE } from './windowStates.js';

/** What the pipeline does not pass on of a window. */
export interface Tapped {
  readonly stampNs: bigint;
  /** Of the newest frame. */
  readonly features: Float32Array;
  readonly grey: Uint8Array;
}

/**
 * An engine that keeps, of each window that is predicted, its features and its newest frame, small and
 * grey. Texts are not decoded: the benchmark asks for those of many strategies afterwards.
 */
export class TappedEngine implements Engine {
  readonly tapped: Tapped[] = [];
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get pack(): Engine['pack'] {
    return this.#engine.pack;
  }

  encode(clip: Clip, options?: EncodeOptions): EncodedWindow {
    const { stampNs } = clip.newest;
    // The engine takes the image's buffer away.
    const grey = greyPicture(copyOf(clip.newest.image));
    const window = this.#engine.encode(clip, options);
    return {
      predict: async (queries): Promise<Prediction> => {
        const prediction = await window.predict(queries);
        this.tapped.push({ stampNs, features: prediction.frameFeatures, grey: await grey });
        return prediction;
      },
      features: () => window.features(),
      preview: (width) => window.preview(width),
      release: () => window.release(),
      [Symbol.dispose]: () => window.release(),
    };
  }

  encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return this.#engine.encodeText(texts);
  }

  unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return this.#engine.unknownWords(reader, texts);
  }

  decode(): Promise<Decoded> {
    return Promise.resolve(uncalibrated('not decoded', 0));
  }

  releaseCamera(camera: string): void {
    this.#engine.releaseCamera(camera);
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }
}

function copyOf(image: Image): Image {
  return { ...image, data: image.data.slice() };
}

async function greyPicture({ kind, data }: Image): Promise<Uint8Array> {
  if (kind === 'raw') throw new Error('streams hold JPEG files, got a raw image');
  const pixels = await sharp(data)
    .resize(GREY_SIDE, GREY_SIDE, { fit: 'fill', kernel: 'linear' })
    .greyscale()
    .raw()
    .toBuffer();
  return new Uint8Array(pixels);
}
