import type {
  Clip,
  DecodeContext,
  Decoded,
  EncodeOptions,
  EncodedWindow,
  LocalEngine,
  PackDescription,
  TextReader,
} from './engine.js';
import { VljepaError } from '../errors.js';
import { freeImage } from '../image/freeImage.js';
import type { InferenceThread } from './inferenceThread.js';
import {
  UNASKED_ID,
  fromWire,
  type EngineRequest,
  type Envelope,
  type LoadRequest,
  type Loaded,
  type Reply,
} from './messages.js';
import { forTransfer } from './pixelTransfer.js';
import { processMs } from './processClock.js';
import { RemoteWindow, type Requests } from './remoteWindow.js';

/** Counted over all clients, so that the next worker does not know the windows of one that has ended. */
let nextHandle = 1;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: VljepaError) => void;
}

/** Releases are sent with the next request: at most so many wait for it, and at most so long, ms. */
const MOST_RELEASES = 16;
const RELEASE_MS = 1000;

/** Longest wait for a worker that computes to end by itself, ms; then it is terminated. */
const DISPOSE_MS = 900;

/**
 * The main thread's side of the engine. Requests go to the worker as they come; it batches what
 * waits together. A worker that dies, or whose pack computes wrong, fails all requests, present and
 * later.
 */
export class EngineClient implements LocalEngine {
  readonly #pending = new Map<number, Pending>();
  #nextId = UNASKED_ID + 1;
  /** Why every request fails. */
  #ended: VljepaError | undefined;
  /** Whether the worker has ended, so that no reply will come. */
  #gone = false;
  #disposal: Promise<void> | undefined;
  #loaded: Loaded | undefined;
  /** Windows that are released, and of which the worker has not been told. */
  #released: number[] = [];
  #releasing: NodeJS.Timeout | undefined;
  readonly #thread: InferenceThread;
  readonly #keep: (thread: InferenceThread) => boolean;
  readonly #died: (reason: VljepaError) => void;
  readonly #requests: Requests = {
    ask: (request) => this.#request(request),
    release: (handle, atOnce) => this.#release(handle, atOnce),
  };

  /**
   * @param keep takes the thread once its pack is released; without it the thread is terminated
   * @param died called once when the worker of a loaded pack ends by itself, or finds that it computes wrong
   */
  constructor(
    thread: InferenceThread,
    keep: (thread: InferenceThread) => boolean = () => false,
    died: (reason: VljepaError) => void = () => {},
  ) {
    this.#thread = thread;
    this.#keep = keep;
    this.#died = died;
    thread.worker.on('error', this.#onError);
    thread.worker.on('exit', this.#onExit);
    thread.port.on('message', this.#onMessage);
    this.#keepAlive();
  }

  get pack(): PackDescription {
    return this.#ready.pack;
  }

  get runtime(): Loaded['runtime'] {
    return this.#ready.runtime;
  }

  /** Loads a pack without blocking the event loop. */
  async load(request: LoadRequest): Promise<void> {
    this.#loaded = (await this.#request(request)) as Loaded;
  }

  encode(clip: Clip, { preview = false, gate }: EncodeOptions = {}): EncodedWindow {
    if (this.#ended !== undefined) throw this.#ended;
    const handedMs = processMs();
    const turnMs = performance.now() - clip.newest.receivedMs;
    const { image, transfer } = forTransfer(clip.newest.image);
    const { camera, frames, length } = clip;
    const handle = nextHandle;
    nextHandle += 1;
    try {
      const request = {
        kind: 'encode',
        handle,
        camera,
        frames,
        length,
        image,
        preview,
        gate,
        handedMs,
      } as const;
      this.#send(request, transfer);
    } catch (error) {
      freeImage(image);
      throw error;
    }
    return new RemoteWindow(handle, preview, turnMs, this.#requests);
  }

  encodeText(texts: readonly string[]): Promise<Float32Array[]> {
    return this.#request({ kind: 'encodeText', texts }) as Promise<Float32Array[]>;
  }

  unknownWords(reader: TextReader, texts: readonly string[]): Promise<string[][]> {
    return this.#request({ kind: 'unknownWords', reader, texts }) as Promise<string[][]>;
  }

  decode(embedding: Float32Array, context?: DecodeContext): Promise<Decoded> {
    return this.#request({ kind: 'decode', embedding, context }) as Promise<Decoded>;
  }

  releaseCamera(camera: string): void {
    this.#tell({ kind: 'releaseCamera', camera });
  }

  /** @param longestMs the longest wait for a busy worker; then it is terminated */
  dispose(longestMs = DISPOSE_MS): Promise<void> {
    this.#disposal ??= this.#close(longestMs);
    return this.#disposal;
  }

  async #close(longestMs: number): Promise<void> {
    const closed = new VljepaError('ENGINE_CLOSED', 'the inference worker was closed');
    const released = this.#gone
      ? Promise.resolve(false)
      : this.#ask({ kind: 'dispose' }).then(
          () => true,
          () => false,
        );
    const releasing = this.#nextId - 1;
    for (const [id, { reject }] of this.#pending) if (id !== releasing) reject(closed);
    this.#ended ??= closed;
    const late = new Promise<false>((resolve) => setTimeout(resolve, longestMs, false).unref());
    const empty = await Promise.race([released, late]);
    const { worker, port } = this.#thread;
    worker.off('error', this.#onError).off('exit', this.#onExit);
    port.off('message', this.#onMessage);
    if (empty && this.#keep(this.#thread)) return;
    await worker.terminate();
    port.close();
  }

  readonly #onError = (error: Error): void => this.#die(error.message);

  readonly #onExit = (code: number): void => this.#die(`exit code ${code}`);

  readonly #onMessage = (reply: Reply): void => this.#receive(reply);

  get #ready(): Loaded {
    if (this.#loaded === undefined)
      throw new VljepaError('REQUEST_FAILED', 'no pack is loaded; load one first');
    return this.#loaded;
  }

  #request(request: EngineRequest): Promise<unknown> {
    return this.#ended === undefined ? this.#ask(request) : Promise.reject(this.#ended);
  }

  #tell(request: EngineRequest): void {
    if (this.#ended === undefined) this.#send(request);
  }

  #release(handle: number, atOnce: boolean): void {
    if (this.#ended !== undefined) return;
    this.#released.push(handle);
    const tell = () => this.#tell({ kind: 'release' });
    if (atOnce || this.#released.length >= MOST_RELEASES) tell();
    else this.#releasing ??= setTimeout(tell, RELEASE_MS).unref();
  }

  #ask(request: EngineRequest): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#send(request, [], id);
      this.#pending.set(id, { resolve, reject });
      this.#keepAlive();
    });
  }

  /** @throws {VljepaError} REQUEST_FAILED. */
  #send(request: EngineRequest, transfer: ArrayBuffer[] = [], id = UNASKED_ID): void {
    try {
      const envelope: Envelope = { id, request, released: this.#released };
      this.#thread.port.postMessage(envelope, transfer);
      clearTimeout(this.#releasing);
      this.#releasing = undefined;
      this.#released = [];
    } catch (error) {
      throw new VljepaError(
        'REQUEST_FAILED',
        `the request could not be posted to the inference worker: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  #receive(reply: Reply): void {
    if (reply.id === UNASKED_ID) {
      // Without a pack, the cause is libraries that did not load.
      this.#gone ||= this.#loaded === undefined;
      if ('error' in reply) this.#end(fromWire(reply.error));
      return;
    }
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    this.#keepAlive();
    if ('error' in reply) pending?.reject(fromWire(reply.error));
    else pending?.resolve(reply.value);
  }

  #die(reason: string): void {
    this.#gone = true;
    this.#end(new VljepaError('WORKER_DIED', `the inference worker ended: ${reason}`));
  }

  #end(reason: VljepaError): void {
    const first = this.#ended === undefined;
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
    this.#keepAlive();
    if (first && this.#loaded !== undefined) this.#died(reason);
  }

  /** Keeps the process alive while replies are pending, but not for an idle engine. */
  #keepAlive(): void {
    if (this.#pending.size > 0) this.#thread.port.ref();
    else this.#thread.port.unref();
  }
}
