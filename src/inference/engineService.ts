import { performance } from 'node:perf_hooks';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Prediction, VisualTokens } from '../engine.js';
import { VljepaError } from '../errors.js';
import type { RawImage } from '../frame.js';
import { decodeFile } from '../image/decodeFile.js';
import { FrameRing } from './frameRing.js';
import {
  toWire,
  type EncodeRequest,
  type EngineRequest,
  type Envelope,
  type LoadRequest,
  type PredictRequest,
} from './messages.js';
import { loadPackModel, type PackModel } from './packModel.js';
import { release } from './pixelTransfer.js';
import { takeGroup, type Waiting } from './requestQueue.js';
import { TokenStore } from './tokenStore.js';

interface Job<R extends EngineRequest = EngineRequest> extends Waiting {
  readonly id: number;
  readonly request: R;
  ready: boolean;
  /** For frames: the pixels once they are there, and the ring they belong to. */
  image?: RawImage;
  decodeMs?: number;
  ring?: FrameRing<Float32Array>;
}

/** Longer than the way to the main thread and back, much shorter than an encoding. */
const momentMs = 2;

/**
 * The worker's side of the engine: takes requests from its port, one group at a time. What arrived
 * while a graph ran is taken up before the next group is chosen, so that frames of several cameras
 * that waited together run as one batch.
 */
export class EngineService {
  private readonly queue: Job[] = [];
  private readonly rings = new Map<string, FrameRing<Float32Array>>();
  private readonly tokens = new TokenStore<readonly Float32Array[]>();
  private model: PackModel | undefined;
  private maxBatch = 1;
  private working = false;
  /** Wakes a worker that waits for the prediction of what it has just encoded. */
  private arrived: (() => void) | undefined;

  constructor(private readonly port: MessagePort) {}

  start(): void {
    this.port.on('message', (envelope: Envelope) => {
      this.accept(envelope);
      this.arrived?.();
      void this.work();
    });
  }

  private accept({ id, request }: Envelope): void {
    if (request.kind === 'forget') {
      // Frames on their way keep the ring they came with.
      this.rings.delete(request.camera);
    } else if (request.kind === 'encode') {
      this.acceptFrame({ id, request, kind: 'encode', camera: request.camera, ready: false });
    } else {
      // The main thread has already given up what waits.
      if (request.kind === 'dispose') this.queue.length = 0;
      this.queue.push({ id, request, kind: request.kind, ready: true });
    }
  }

  private acceptFrame(job: Job): void {
    const { camera, image } = job.request as EncodeRequest;
    job.ring = this.rings.get(camera) ?? new FrameRing();
    this.rings.set(camera, job.ring);
    this.queue.push(job);
    if (image.kind === 'raw') {
      job.image = image;
      job.ready = true;
      return;
    }
    const started = performance.now();
    decodeFile(image)
      .then(
        (pixels) => {
          job.image = pixels;
          job.decodeMs = performance.now() - started;
          job.ready = true;
        },
        (error: unknown) => {
          const at = this.queue.indexOf(job);
          if (at < 0) return;
          this.queue.splice(at, 1);
          this.fail(job, error);
        },
      )
      .finally(() => void this.work());
  }

  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    for (;;) {
      let message;
      while ((message = receiveMessageOnPort(this.port)) !== undefined) {
        this.accept(message.message as Envelope);
      }
      const group = takeGroup(this.queue, this.maxBatch);
      if (group.length === 0) break;
      try {
        await this.run(group);
      } catch (error) {
        for (const job of group) this.fail(job, error);
      }
      const next = this.queue.some(({ kind, ready }) => kind === 'encode' && ready);
      if (group[0]?.kind === 'encode' && next) await this.predictionAsked();
    }
    this.working = false;
  }

  /**
   * Gives the main thread a moment to ask for the prediction of the clip that was just encoded, or
   * it would stand behind another camera's whole encoding.
   */
  private predictionAsked(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, momentMs);
      this.arrived = () => {
        clearTimeout(timer);
        this.arrived = undefined;
        resolve();
      };
    });
  }

  private async run(group: readonly Job[]): Promise<void> {
    const [job] = group as [Job];
    const { request } = job;
    switch (request.kind) {
      case 'load':
        await this.load(job, request);
        break;
      case 'encode':
        await this.encode(group as Job<EncodeRequest>[]);
        break;
      case 'predict':
        await this.predict(group as Job<PredictRequest>[]);
        break;
      case 'encodeText':
        this.reply(job, (await this.ready.yEncoder.encode(request.texts)).map(copy));
        break;
      case 'decode':
        this.reply(job, await this.ready.decoder.decode(request.embedding));
        break;
      case 'dispose':
        await this.release();
        this.reply(job, undefined);
        break;
      case 'forget':
        break;
    }
  }

  /** Leaves the thread as it started, ready for another pack. */
  private async release(): Promise<void> {
    const model = this.model;
    this.model = undefined;
    this.rings.clear();
    this.tokens.clear();
    await model?.dispose();
  }

  private async load(job: Job, request: LoadRequest): Promise<void> {
    try {
      this.model = await loadPackModel(request.pack, request.threads);
      this.maxBatch = request.maxBatch;
      this.reply(job, this.model.description);
    } catch (error) {
      this.fail(job, error);
    }
  }

  private async encode(jobs: readonly Job<EncodeRequest>[]): Promise<void> {
    const results = await this.ready.visual.encode(
      jobs.map(({ request, image, ring }) => ({
        frames: request.frames,
        length: request.length,
        image: image as RawImage,
        ring: ring as FrameRing<Float32Array>,
      })),
    );
    results.forEach((result, i) => {
      const job = jobs[i] as Job<EncodeRequest>;
      if (job.image) release(job.image);
      if (result instanceof Error) {
        this.fail(job, result);
        return;
      }
      const { tokens, windowStartNs, prepareMs, xEncoderMs } = result;
      const value: VisualTokens = {
        handle: this.tokens.put(tokens),
        windowStartNs,
        stageMs: { decode: job.decodeMs ?? 0, prepare: prepareMs, x_encoder: xEncoderMs },
      };
      this.reply(job, value);
    });
  }

  private async predict(jobs: readonly Job<PredictRequest>[]): Promise<void> {
    const open = jobs.flatMap((job) => {
      try {
        return [{ job, tokens: this.tokens.take(job.request.handle) }];
      } catch (error) {
        this.fail(job, error);
        return [];
      }
    });
    const started = performance.now();
    try {
      const embeddings = await this.ready.predictor.predict(
        open.flatMap(({ job, tokens }) => job.request.queries.map((query) => ({ tokens, query }))),
      );
      const stageMs = { predictor: performance.now() - started };
      let at = 0;
      for (const { job } of open) {
        const own = embeddings.slice(at, (at += job.request.queries.length)).map(copy);
        this.reply(job, { embeddings: own, stageMs } satisfies Prediction);
      }
    } catch (error) {
      for (const { job } of open) this.fail(job, error);
    }
  }

  private get ready(): PackModel {
    if (this.model === undefined) {
      throw new VljepaError('ENGINE_FAILED', 'no pack is loaded; load one first');
    }
    return this.model;
  }

  private reply(job: Job, value: unknown): void {
    this.port.postMessage({ id: job.id, value });
  }

  private fail(job: Job, error: unknown): void {
    this.port.postMessage({ id: job.id, error: toWire(error) });
  }
}

/** Without the rest of the batch, whose memory a view would drag along. */
function copy(embedding: Float32Array): Float32Array {
  return embedding.slice();
}
