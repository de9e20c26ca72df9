import { performance } from 'node:perf_hooks';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Decoded, Prediction } from './engine.js';
import { VljepaError } from '../errors.js';
import type { Image } from '../frame.js';
import { decodeFile } from '../image/decodeFile.js';
import { FrameRing } from './frameRing.js';
import {
  toWire,
  type DecodeRequest,
  type EncodeRequest,
  type EngineRequest,
  type Envelope,
  type LoadRequest,
  type PredictRequest,
} from './messages.js';
import { loadPackModel, type PackModel } from './packModel.js';
import { release } from './pixelTransfer.js';
import { takeGroup } from './requestQueue.js';
import { TokenStore } from './tokenStore.js';
import type { Pixels, VisualJob, VisualResult } from './visualEncoder.js';

interface Job<R extends EngineRequest = EngineRequest> {
  readonly id: number;
  readonly request: R;
  /** For frames: their pixels, decoded while others are computed, and the ring they belong to. */
  readonly frame?: { readonly pixels: Promise<Pixels>; readonly ring: FrameRing<Float32Array> };
  /** A text that has been begun. */
  readonly text?: AsyncIterator<void, Decoded>;
}

/** A prediction whose clip is encoded. */
interface EncodedJob {
  readonly job: Job<PredictRequest>;
  readonly encoded: VisualResult;
}

/**
 * The worker's side of the engine: takes requests from its port, one group at a time. What arrived
 * while a graph ran is taken up before the next group is chosen, so that frames of several cameras
 * that waited together run as one batch. A text is decoded step by step, and after each step it goes
 * behind what waits: no frame waits for more than a step, and frames without end do not stop a text.
 */
export class EngineService {
  readonly #queue: Job[] = [];
  readonly #rings = new Map<string, FrameRing<Float32Array>>();
  readonly #encoded = new TokenStore<VisualResult | Error>();
  #model: PackModel | undefined;
  #maxBatch = 1;
  #working = false;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  start(): void {
    this.#port.on('message', (envelope: Envelope) => {
      this.#accept(envelope);
      void this.#work();
    });
  }

  #accept({ id, request }: Envelope): void {
    switch (request.kind) {
      case 'forget':
        // Frames on their way keep the ring they came with.
        this.#rings.delete(request.camera);
        break;
      case 'encode': {
        const ring = this.#rings.get(request.camera) ?? new FrameRing();
        this.#rings.set(request.camera, ring);
        const pixels = readPixels(request.image);
        // Whoever takes the job up hears of it; one that is never taken up is nobody's loss.
        pixels.catch(() => undefined);
        this.#queue.push({ id, request, frame: { pixels, ring } });
        break;
      }
      case 'dispose':
        // The main thread has already given up what waits.
        this.#queue.length = 0;
        this.#queue.push({ id, request });
        break;
      default:
        this.#queue.push({ id, request });
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (;;) {
      let message;
      while ((message = receiveMessageOnPort(this.#port)) !== undefined) {
        this.#accept(message.message as Envelope);
      }
      const group = takeGroup(this.#queue, this.#maxBatch);
      if (group.length === 0) break;
      await apart(
        group,
        (jobs) => this.#run(jobs),
        (job, error) => this.#fail(job, error),
      );
    }
    this.#working = false;
  }

  async #run(group: readonly Job[]): Promise<void> {
    const [job] = group as [Job];
    const { request } = job;
    switch (request.kind) {
      case 'load':
        await this.#load(job, request);
        break;
      case 'encode':
        await this.#encode(group as Job<EncodeRequest>[]);
        break;
      case 'predict':
        await this.#predict(group as Job<PredictRequest>[]);
        break;
      case 'encodeText':
        this.#reply(job, (await this.#ready.yEncoder.encode(request.texts)).map(copy));
        break;
      case 'unknownWords': {
        const { yEncoder, predictor } = this.#ready;
        const reader = request.reader === 'y_encoder' ? yEncoder : predictor;
        this.#reply(
          job,
          request.texts.map((text) => reader.unknownWords(text)),
        );
        break;
      }
      case 'decode':
        await this.#decode(job as Job<DecodeRequest>);
        break;
      case 'dispose':
        await this.#release();
        this.#reply(job, undefined);
        break;
      case 'forget':
        break;
    }
  }

  /** Leaves the thread as it started, ready for another pack. */
  async #release(): Promise<void> {
    const model = this.#model;
    this.#model = undefined;
    // A text whose step was under way has gone behind the request that came for this.
    this.#queue.length = 0;
    this.#rings.clear();
    this.#encoded.clear();
    await model?.dispose();
  }

  async #load(job: Job, request: LoadRequest): Promise<void> {
    try {
      this.#model = await loadPackModel(request.pack, request.threads);
      this.#maxBatch = request.maxBatch;
      this.#reply(job, this.#model.description);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  async #encode(jobs: readonly Job<EncodeRequest>[]): Promise<void> {
    const readable: { job: Job<EncodeRequest>; visual: VisualJob }[] = [];
    for (const job of jobs) {
      const { pixels, ring } = job.frame!;
      try {
        readable.push({ job, visual: { ...job.request, image: await pixels, ring } });
      } catch (error) {
        this.#fail(job, error);
      }
    }
    const clips = readable.map(({ visual }) => visual);
    let tried = jobs.length === 1;
    try {
      const results = await this.#ready.visual.encode(clips);
      results.forEach((result, i) => {
        this.#encoded.put(readable[i]!.job.request.handle, result);
      });
      tried = true;
    } finally {
      // A batch that failed is tried again one by one: then pixels are still wanted.
      if (tried) for (const { image } of clips) release(image.raw);
    }
  }

  async #predict(jobs: readonly Job<PredictRequest>[]): Promise<void> {
    const open = jobs.flatMap((job) => {
      try {
        const encoded = this.#encoded.take(job.request.handle);
        if (encoded instanceof Error) throw encoded;
        return [{ job, encoded }];
      } catch (error) {
        this.#fail(job, error);
        return [];
      }
    });
    await apart(
      open,
      (clips) => this.#predictEncoded(clips),
      ({ job }, error) => this.#fail(job, error),
    );
  }

  async #predictEncoded(clips: readonly EncodedJob[]): Promise<void> {
    const started = performance.now();
    const embeddings = await this.#ready.predictor.predict(
      clips.flatMap(({ job, encoded: { tokens } }) =>
        job.request.queries.map((query) => ({ tokens, query })),
      ),
    );
    const predictor = performance.now() - started;
    let at = 0;
    for (const { job, encoded } of clips) {
      const own = embeddings.slice(at, (at += job.request.queries.length)).map(copy);
      this.#reply(job, {
        embeddings: own,
        windowStartNs: encoded.windowStartNs,
        stageMs: { ...encoded.stageMs, predictor },
        warnings: encoded.warnings,
      } satisfies Prediction);
    }
  }

  async #decode(job: Job<DecodeRequest>): Promise<void> {
    const text = job.text ?? this.#ready.decoder.decode(job.request.embedding);
    const step = await text.next();
    if (step.done !== true) {
      this.#queue.push({ ...job, text });
    } else if (step.value.text.trim() === '') {
      throw new VljepaError(
        'TEXT_EMPTY',
        'the Y-Decoder ended before its first word: expected a text for every embedding; a pack ' +
          'whose Y-Decoder is trained further says more',
      );
    } else {
      this.#reply(job, step.value);
    }
  }

  get #ready(): PackModel {
    if (this.#model === undefined) {
      throw new VljepaError('REQUEST_FAILED', 'no pack is loaded; load one first');
    }
    return this.#model;
  }

  #reply(job: Job, value: unknown): void {
    this.#port.postMessage({ id: job.id, value });
  }

  /** An encoding has no reply of its own: its `predict` fails. */
  #fail({ id, request }: Job, error: unknown): void {
    if (request.kind === 'encode') {
      this.#encoded.put(request.handle, error instanceof Error ? error : new Error(String(error)));
    } else {
      this.#port.postMessage({ id, error: toWire(error) });
    }
  }
}

/** Runs items as one batch; one that fails is tried item by item, so that nobody pays for another's. */
async function apart<T>(
  items: readonly T[],
  run: (items: readonly T[]) => Promise<void>,
  fail: (item: T, error: unknown) => void,
): Promise<void> {
  try {
    await run(items);
  } catch (error) {
    const [item, ...others] = items;
    if (item !== undefined && others.length === 0) fail(item, error);
    else for (const one of items) await apart([one], run, fail);
  }
}

async function readPixels(image: Image): Promise<Pixels> {
  if (image.kind === 'raw') return { raw: image, warnings: [], decodeMs: 0 };
  const started = performance.now();
  const { image: raw, warnings } = await decodeFile(image);
  return { raw, warnings, decodeMs: performance.now() - started };
}

/** Without the rest of the batch, whose memory a view would drag along. */
function copy(embedding: Float32Array): Float32Array {
  return embedding.slice();
}
