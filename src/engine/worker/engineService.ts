import { performance } from 'node:perf_hooks';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Decoded } from '../engine.js';
import { largestBatch } from '../../executionProvider.js';
import { VljepaError, describeError } from '../../errors.js';
import type { Image } from '../../frame.js';
import { decompressFile } from '../../image/decompressFile.js';
import { freeImage } from '../../image/freeImage.js';
import type { ImageSpec } from '../../image/imageSpec.js';
import { previewJpeg } from '../../image/previewJpeg.js';
import { CameraMemory } from './cameraMemory.js';
import { FailureStreak } from './failureStreak.js';
import {
  UNASKED_ID,
  toWire,
  type DecodeRequest,
  type EncodeRequest,
  type EngineRequest,
  type Envelope,
  type LoadRequest,
  type Loaded,
  type PredictReply,
  type PredictRequest,
  type PreviewRequest,
} from '../messages.js';
import { processMs } from '../processClock.js';
import { loadPack, type LoadedPack } from './loadPack.js';
import { takeGroup } from './requestQueue.js';
import { StateMemory } from './stateMemory.js';
import { WindowStore } from './windowStore.js';
import type { Pixels, VisualJob, VisualResult } from './visualEncoder.js';

interface Job<R extends EngineRequest = EngineRequest> {
  readonly id: number;
  readonly request: R;
  /** For frames: their pixels, decompressed while others are computed, and their camera's memory. */
  readonly frame?: { readonly pixels: Promise<Pixels>; readonly memory: CameraMemory };
  /** A text that is being decoded. */
  readonly text?: AsyncIterator<void, Decoded>;
}

/** Of a preview: small enough for a message, good enough to recognise the scene. */
const PREVIEW_JPEG = { quality: 80 } as const;

/** A prediction whose clip is encoded. */
interface EncodedJob {
  readonly job: Job<PredictRequest>;
  readonly encoded: VisualResult;
}

/**
 * The worker's side of the engine: takes requests from its port, one group at a time. What arrived
 * while a graph ran is taken up before the next group is chosen, so that frames of several cameras
 * that waited together run as one batch. A text is decoded step by step, and after each step it goes
 * behind what waits: no frame waits for more than a step, and an endless stream of frames does not
 * starve a text.
 */
export class EngineService {
  readonly #queue: Job[] = [];
  readonly #memories = new Map<string, CameraMemory>();
  readonly #states = new StateMemory();
  readonly #windows = new WindowStore();
  #failures = new FailureStreak();
  #model: LoadedPack | undefined;
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

  #accept({ id, request, released = [] }: Envelope): void {
    for (const handle of released) this.#windows.release(handle);
    switch (request.kind) {
      case 'releaseCamera':
        // Frames that are already queued keep the memory they came with.
        this.#memories.delete(request.camera);
        break;
      case 'release':
        break;
      case 'encode': {
        const memory = this.#memories.get(request.camera) ?? new CameraMemory();
        this.#memories.set(request.camera, memory);
        this.#windows.begin(request.handle);
        const pixels = readPixels(request.image, this.#model?.visual.image);
        // The error is reported when the job runs; a job that never runs needs no report.
        pixels.catch(() => undefined);
        this.#queue.push({ id, request, frame: { pixels, memory } });
        break;
      }
      case 'dispose':
        // The main thread has already rejected the requests that wait.
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
      case 'features':
        this.#reply(job, this.#ready.visual.features(this.#windows.visual(request.handle)));
        break;
      case 'preview':
        await this.#preview(job as Job<PreviewRequest>);
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
      case 'verify':
        await this.#verify();
        break;
      case 'release':
      case 'releaseCamera':
        break;
    }
  }

  /** Leaves the thread as it started, ready for another pack. */
  async #release(): Promise<void> {
    const model = this.#model;
    this.#model = undefined;
    // A text whose step was running has been queued again behind this request.
    this.#queue.length = 0;
    this.#memories.clear();
    this.#windows.clear();
    this.#failures = new FailureStreak();
    await model?.dispose();
  }

  async #load(job: Job, request: LoadRequest): Promise<void> {
    try {
      const { pack, compute, maxBatch } = request;
      this.#model = await loadPack(pack, compute);
      const { description, runtime } = this.#model;
      this.#maxBatch = maxBatch ?? largestBatch(compute.threads, runtime.executionProvider);
      this.#reply(job, { pack: description, runtime } satisfies Loaded);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  async #encode(jobs: readonly Job<EncodeRequest>[]): Promise<void> {
    const readable: { job: Job<EncodeRequest>; visual: VisualJob }[] = [];
    for (const job of jobs) {
      const { pixels, memory } = job.frame!;
      try {
        readable.push({ job, visual: { ...job.request, image: await pixels, memory } });
      } catch (error) {
        this.#fail(job, error);
      }
    }
    const clips = readable.map(({ visual }) => visual);
    const startedMs = processMs();
    try {
      const results = await this.#ready.visual.encode(clips);
      results.forEach((result, i) => {
        const { handle, image, preview, handedMs } = readable[i]!.job.request;
        const { raw, decompressMs } = readable[i]!.visual.image;
        if (raw !== image) freeImage(raw);
        if (!preview) freeImage(image);
        const wait = startedMs - handedMs - decompressMs;
        this.#windows.put(handle, waited(result, wait), preview ? image : undefined);
      });
    } catch (error) {
      // A batch that failed is tried again one by one: then pixels are still wanted.
      if (jobs.length === 1)
        for (const { job, visual } of readable)
          for (const image of [visual.image.raw, job.request.image]) freeImage(image);
      throw error;
    }
  }

  async #predict(jobs: readonly Job<PredictRequest>[]): Promise<void> {
    const open = jobs.flatMap((job) => {
      try {
        return [{ job, encoded: this.#windows.visual(job.request.handle) }];
      } catch (error) {
        this.#fail(job, error);
        return [];
      }
    });
    if (open.length === 0) return;
    await apart(
      open,
      (clips) => this.#predictEncoded(clips),
      ({ job }, error) => this.#fail(job, error),
    );
  }

  async #predictEncoded(clips: readonly EncodedJob[]): Promise<void> {
    const started = performance.now();
    const rows = clips.map(({ job, encoded: { tokens } }) =>
      job.request.queries.map((query) => ({ tokens, query })),
    );
    const states = new Map(
      rows.flat().map((row) => [row, this.#states.find(row.tokens, row.query)]),
    );
    const unknown = rows.flat().filter((row) => states.get(row) === undefined);
    const computed = await this.#ready.predictor.predict(unknown);
    for (const [i, row] of unknown.entries()) {
      const state = copy(computed[i]!);
      states.set(row, state);
      this.#states.add(row.tokens, row.query, state);
    }
    const predictor = performance.now() - started;
    this.#failures.succeeded();
    for (const [i, { job, encoded }] of clips.entries()) {
      const own = rows[i]!;
      const stateReused = !own.some((row) => unknown.includes(row));
      this.#reply(job, {
        embeddings: own.map((row) => states.get(row)!),
        frameFeatures: this.#ready.visual.frameFeatures(encoded),
        windowStartNs: encoded.windowStartNs,
        stageMs: stateReused ? encoded.stageMs : { ...encoded.stageMs, predictor },
        warnings: encoded.warnings,
        reused: { encoding: encoded.reused, state: stateReused },
        luma: encoded.luma,
        answeredMs: processMs(),
      } satisfies PredictReply);
    }
  }

  async #preview(job: Job<PreviewRequest>): Promise<void> {
    const { handle, width } = job.request;
    this.#reply(job, await previewJpeg(this.#windows.image(handle), width, PREVIEW_JPEG));
  }

  /** Called when windows keep failing: checks whether the pack itself is at fault, or only the images. */
  async #verify(): Promise<void> {
    try {
      await this.#ready.verify();
    } catch (error) {
      const wrong =
        error instanceof VljepaError && ['PACK_GOLDEN', 'REQUEST_FAILED'].includes(error.code);
      // Files that can no longer be read say nothing about what the graphs compute.
      if (!wrong) return;
      const reason = new VljepaError(
        'PACK_COMPUTES_WRONG',
        'windows keep failing, and the pack computes wrong values: expected its golden vectors as when ' +
          `it was loaded, got ${describeError(error)}; check memory and processor, ` +
          'then configure again',
      );
      this.#port.postMessage({ id: UNASKED_ID, error: toWire(reason) });
    }
  }

  async #decode(job: Job<DecodeRequest>): Promise<void> {
    const text = job.text ?? this.#begin(job.request);
    const step = await text.next();
    if (step.done !== true) {
      this.#queue.push({ ...job, text });
    } else if (step.value.text.trim() === '') {
      throw new VljepaError(
        'TEXT_EMPTY',
        'the Y-Decoder ended before its first word: expected a text for every embedding; train the ' +
          "pack's Y-Decoder further, or use another pack",
      );
    } else {
      this.#reply(job, step.value);
    }
  }

  #begin({ embedding, context }: DecodeRequest): AsyncIterator<void, Decoded> {
    const { words, decoder } = this.#ready;
    if (words === undefined || context === undefined || !words.answers(context.query)) {
      return decoder.decode(embedding);
    }
    return words.decode(embedding, context);
  }

  get #ready(): LoadedPack {
    if (this.#model === undefined) {
      throw new VljepaError('REQUEST_FAILED', 'no pack is loaded; load one first');
    }
    return this.#model;
  }

  #reply(job: Job, value: unknown): void {
    this.#port.postMessage({ id: job.id, value });
  }

  /** An encoding has no reply of its own: what is asked of its window fails. */
  #fail({ id, request }: Job, error: unknown): void {
    if (request.kind === 'encode') {
      const reason = error instanceof Error ? error : new Error(String(error));
      this.#windows.put(request.handle, reason);
      return;
    }
    this.#port.postMessage({ id, error: toWire(error) });
    if (request.kind === 'predict' && toWire(error).code === 'REQUEST_FAILED') this.#doubt();
  }

  #doubt(): void {
    if (this.#failures.failed(performance.now()))
      this.#queue.push({ id: UNASKED_ID, request: { kind: 'verify' } });
  }
}

/** Runs items as one batch; one that fails is tried item by item, so that a bad item fails alone. */
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

async function readPixels(image: Image, spec: ImageSpec | undefined): Promise<Pixels> {
  if (image.kind === 'raw') return { raw: image, warnings: [], decompressMs: 0 };
  const started = performance.now();
  const { image: raw, warnings } = await decompressFile(image, spec);
  return { raw, warnings, decompressMs: performance.now() - started };
}

/** @param wait milliseconds */
function waited(result: VisualResult | Error, wait: number): VisualResult | Error {
  return result instanceof Error ? result : { ...result, stageMs: { wait, ...result.stageMs } };
}

/** Without the rest of the batch, whose memory a view would drag along. */
function copy(embedding: Float32Array): Float32Array {
  return embedding.slice();
}
