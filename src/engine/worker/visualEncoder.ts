import { performance } from 'node:perf_hooks';
import { VljepaError } from '../../errors.js';
import type { RawImage } from '../../frame.js';
import type { ImageSpec } from '../../image/imageSpec.js';
import { lumaGrid } from '../../image/lumaGrid.js';
import type { FramePreparer } from '../../image/prepareFrame.js';
import type { Manifest } from '../../pack/manifest.js';
import type { GateSettings } from '../engine.js';
import type { CameraMemory } from './cameraMemory.js';
import type { Seen } from './frameGate.js';
import type { Graph } from './onnx.js';
import { PictureComparison } from './pictureDifference.js';
import { allFinite, chunks, concatenateInto, meanPool, ScratchBuffers, unstack } from './batch.js';

/** A frame's pixels, and the milliseconds that decompressing its file took. */
export interface Pixels {
  readonly raw: RawImage;
  /** What was odd about its file, as decompressFile.ts names it. */
  readonly warnings: readonly string[];
  readonly decompressMs: number;
}

/** One clip whose newest frame was read. */
export interface VisualJob {
  readonly frames: readonly { readonly id: number; readonly stampNs: bigint }[];
  readonly length: number;
  readonly image: Pixels;
  readonly memory: CameraMemory;
  /** Undefined: every frame is encoded. */
  readonly gate?: GateSettings | undefined;
}

/** Visual tokens of one clip; the parts laid one after the other are `[tokens, dimension]`. */
export interface VisualResult {
  readonly tokens: readonly Float32Array[];
  readonly windowStartNs: bigint;
  /** Whether the gate took earlier tokens for its newest frame. */
  readonly reused: boolean;
  /**
   * `decompress`, `prepare` and, where there is one, `gate` of the newest frame; `x_encoder` of the whole
   * batch its clip ran in, where it ran.
   */
  readonly stageMs: Readonly<Record<string, number>>;
  /** Of the newest frame's file. */
  readonly warnings: readonly string[];
  /** Of the newest frame; undefined where that had been read before. */
  readonly luma: Float32Array | undefined;
}

interface Prepared {
  readonly job: VisualJob;
  /** Undefined where its values are in the camera's memory. */
  readonly pixels: Float32Array | undefined;
  readonly luma: Float32Array | undefined;
  /** Where there is a gate. */
  readonly seen?: Seen<Float32Array>;
  readonly stageMs: Readonly<Record<string, number>>;
}

/** The X-Encoder with its image preparation. Each frame is prepared once, and encoded at most once. */
export class VisualEncoder {
  readonly #scratch = new ScratchBuffers();
  readonly #graph: Graph;
  readonly #spec: Manifest['x_encoder'];
  readonly #preparer: FramePreparer;
  readonly #comparison: PictureComparison;

  constructor(graph: Graph, spec: Manifest['x_encoder'], preparer: FramePreparer) {
    this.#graph = graph;
    this.#spec = spec;
    this.#preparer = preparer;
    this.#comparison = new PictureComparison(spec.image);
  }

  /** How the pack wants its pixels. */
  get image(): ImageSpec {
    return this.#spec.image;
  }

  /**
   * Encodes clips as one batch; each gets its own result or its own error, in order.
   * @throws {VljepaError} REQUEST_FAILED where the graph itself fails; then no clip has a result.
   */
  async encode(jobs: readonly VisualJob[]): Promise<(VisualResult | Error)[]> {
    const prepared = jobs.map((job, index) => this.#prepare(job, index, jobs.length));
    const readable = prepared.filter((item): item is Prepared => !(item instanceof Error));
    const results =
      this.#spec.mode === 'per_frame'
        ? await this.#encodeFrames(readable)
        : await this.#encodeClips(readable);
    return prepared.map((item) => (item instanceof Error ? item : results.get(item)!));
  }

  /** The window's tokens, pooled: `[tokens.dimension]`. */
  features({ tokens }: VisualResult): Float32Array {
    return meanPool(tokens, this.#spec.tokens.dimension);
  }

  /** The newest frame's tokens, or those of the whole clip where it is encoded as one, pooled. */
  frameFeatures({ tokens }: VisualResult): Float32Array {
    return meanPool(tokens.slice(-1), this.#spec.tokens.dimension);
  }

  #prepare(job: VisualJob, index: number, count: number): Prepared | Error {
    const newest = job.frames.at(-1);
    if (newest !== undefined && job.memory.frames.has(newest.id)) {
      return { job, pixels: undefined, luma: undefined, stageMs: { decompress: 0, prepare: 0 } };
    }
    const { length } = this.#preparer;
    // Pixels that stay in a cache need memory of their own; the others are read at once.
    const pixels =
      this.#spec.mode === 'per_clip'
        ? new Float32Array(length)
        : this.#scratch.of(count * length).subarray(index * length, (index + 1) * length);
    const { raw, decompressMs } = job.image;
    const started = performance.now();
    let luma;
    try {
      this.#preparer.prepare(raw, pixels);
      luma = lumaGrid(pixels, this.#spec.image);
    } catch (error) {
      return error instanceof Error ? error : new Error(`OpenCV failed: ${String(error)}`);
    }
    const prepare = performance.now() - started;
    return this.#look({ job, pixels, luma, stageMs: { decompress: decompressMs, prepare } });
  }

  /** Puts what the gate knows into the camera's memory. */
  #look({ job, pixels, luma, stageMs }: Prepared): Prepared {
    const { memory, gate } = job;
    const newest = job.frames.at(-1);
    if (gate === undefined || newest === undefined || pixels === undefined) {
      return { job, pixels, luma, stageMs };
    }
    const started = performance.now();
    const { stampNs, id } = newest;
    const seen = memory.gate.look(
      { pixels, stampNs, turns: this.#turns(job) },
      gate,
      this.#comparison,
    );
    if (seen.reused === undefined) memory.windows.clear();
    else memory.frames.put(id, seen.reused);
    return {
      job,
      pixels: seen.reused === undefined ? pixels : undefined,
      luma,
      seen,
      stageMs: { ...stageMs, gate: performance.now() - started },
    };
  }

  /**
   * Frames of a quiet camera that take turns: a window's, as their tokens are small. A clip would have to
   * be encoded again at each turn.
   */
  #turns({ length }: VisualJob): number {
    return this.#spec.mode === 'per_frame' ? length : 1;
  }

  async #encodeFrames(items: readonly Prepared[]): Promise<Map<Prepared, VisualResult | Error>> {
    const { image } = this.#spec;
    const fresh = items.filter((item) => item.pixels !== undefined);
    const broken = new Set<Prepared>();
    const started = performance.now();
    for (const piece of chunks(fresh, this.#graph.maxBatch)) {
      const input = this.#contiguous(piece.map((item) => item.pixels!));
      const shape = [piece.length, 3, image.height, image.width];
      const tokens = await this.#graph.run(
        { [this.#spec.input]: { data: input, shape } },
        this.#spec.output,
      );
      unstack(tokens, piece.length).forEach((row, i) => {
        const item = piece[i]!;
        if (!allFinite(row)) return void broken.add(item);
        item.job.memory.frames.put(newestId(item.job), row);
        if (item.seen) item.job.memory.gate.encoded(item.seen, row);
      });
    }
    const x_encoder = performance.now() - started;
    return new Map(
      items.map((item): [Prepared, VisualResult | Error] => {
        if (broken.has(item)) return [item, notFinite()];
        const { frames, length } = item.job;
        const { values, windowStartNs } = item.job.memory.frames.window(frames, length);
        const tokens = this.#knownWindow(item, values) ?? values;
        if (tokens === values) this.#keepWindow(item, values, values);
        return [item, result(item, tokens, windowStartNs, item.pixels && x_encoder)];
      }),
    );
  }

  async #encodeClips(items: readonly Prepared[]): Promise<Map<Prepared, VisualResult | Error>> {
    const { image } = this.#spec;
    for (const { job, pixels } of items) if (pixels) job.memory.frames.put(newestId(job), pixels);
    const windows = items.map((item) => {
      const window = item.job.memory.frames.window(item.job.frames, item.job.length);
      return { item, ...window, known: this.#knownWindow(item, window.values) };
    });
    const unknown = windows.filter(({ known }) => known === undefined);
    const started = performance.now();
    const tokens = new Map<Prepared, Float32Array>();
    for (const length of new Set(unknown.map(({ item }) => item.job.length))) {
      const same = unknown.filter((window) => window.item.job.length === length);
      for (const piece of chunks(same, this.#graph.maxBatch)) {
        const input = this.#contiguous(piece.flatMap((window) => window.values));
        const shape = [piece.length, length, 3, image.height, image.width];
        const output = await this.#graph
          .run({ [this.#spec.input]: { data: input, shape } }, this.#spec.output)
          .catch((error: unknown) => {
            // Which of the newest frames it was is not known; later windows do without them.
            for (const { job } of items) job.memory.frames.remove(newestId(job));
            throw error;
          });
        unstack(output, piece.length).forEach((row, i) => {
          tokens.set(piece[i]!.item, row);
        });
      }
    }
    const x_encoder = performance.now() - started;
    return new Map(
      windows.map(({ item, values, windowStartNs, known }): [Prepared, VisualResult | Error] => {
        if (known !== undefined) return [item, result(item, known, windowStartNs, undefined)];
        const own = tokens.get(item)!;
        if (!allFinite(own)) {
          item.job.memory.frames.remove(newestId(item.job));
          return [item, notFinite()];
        }
        if (item.seen && item.pixels) item.job.memory.gate.encoded(item.seen, item.pixels);
        this.#keepWindow(item, values, [own]);
        return [item, result(item, [own], windowStartNs, x_encoder)];
      }),
    );
  }

  /** Tokens of a window whose frames all come again. */
  #knownWindow(
    { job, seen }: Prepared,
    values: readonly Float32Array[],
  ): readonly Float32Array[] | undefined {
    return seen?.reused && job.memory.windows.find(values);
  }

  #keepWindow(
    { job, seen }: Prepared,
    values: readonly Float32Array[],
    tokens: readonly Float32Array[],
  ): void {
    if (seen?.reused) job.memory.windows.add(values, tokens, this.#turns(job));
  }

  /** One array of all parts; without copying where they already lie so. */
  #contiguous(parts: readonly Float32Array[]): Float32Array {
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return first;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const next = (i: number): number => (parts[i]?.byteOffset ?? 0) + (parts[i]?.byteLength ?? 0);
    const adjacent = parts.every(
      (part, i) => part.buffer === first?.buffer && (i === 0 || part.byteOffset === next(i - 1)),
    );
    if (adjacent && first !== undefined) {
      return new Float32Array(first.buffer, first.byteOffset, length);
    }
    const joined = this.#joined.of(length);
    concatenateInto(parts, joined);
    return joined;
  }

  readonly #joined = new ScratchBuffers();
}

function result(
  { job, luma, seen, stageMs }: Prepared,
  tokens: readonly Float32Array[],
  windowStartNs: bigint,
  x_encoder: number | undefined,
): VisualResult {
  return {
    tokens,
    windowStartNs,
    reused: seen?.reused !== undefined,
    stageMs: x_encoder === undefined ? stageMs : { ...stageMs, x_encoder },
    warnings: job.image.warnings,
    luma,
  };
}

function newestId(job: VisualJob): number {
  return job.frames.at(-1)?.id ?? -1;
}

function notFinite(): VljepaError {
  return new VljepaError(
    'REQUEST_FAILED',
    'the X-Encoder gave numbers that are not finite for this frame; it is left out',
  );
}
