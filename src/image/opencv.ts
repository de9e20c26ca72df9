import { createRequire } from 'node:module';

/** A matrix in OpenCV's own memory: whoever makes one calls `delete()`. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  /** View into OpenCV's memory: invalid after the next allocation. */
  readonly data: Uint8Array;
  readonly data16U: Uint16Array;
  delete(): void;
  isDeleted(): boolean;
}

/** The part of OpenCV that this program uses (opencv-wasm 4.3: one thread, no SIMD, no image files). */
export interface OpenCv {
  readonly Mat: {
    new (): Mat;
    /** Header over memory from `_malloc`, which it does not own. */
    new (rows: number, cols: number, type: number, pointer: number, step: number): Mat;
  };
  readonly Size: new (width: number, height: number) => object;
  readonly INTER_LINEAR: number;
  readonly INTER_CUBIC: number;
  readonly INTER_AREA: number;
  /** OpenCV's memory; replaced when it grows. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  resize(
    source: Mat,
    target: Mat,
    size: object,
    fx: number,
    fy: number,
    interpolation: number,
  ): void;
  cvtColor(source: Mat, target: Mat, code: number): void;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  /** Address of the word that holds the end of the memory in use. */
  _emscripten_get_sbrk_ptr(): number;
  readonly HEAP32: Int32Array;
}

let loaded: OpenCv | undefined;

/**
 * OpenCV, compiled on the first call (some 0.6 s). The module puts handlers on the process that
 * turn every unhandled rejection into an abort; they are removed again.
 */
export function openCv(): OpenCv {
  if (loaded === undefined) {
    const events = ['uncaughtException', 'unhandledRejection'] as const;
    const before = events.map((event) => new Set(process.listeners(event as 'exit')));
    const module = createRequire(import.meta.url)('opencv-wasm') as { cv: OpenCv };
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'exit')) {
        if (!before[index]?.has(listener)) process.removeListener(event, listener);
      }
    });
    loaded = module.cv;
  }
  return loaded;
}

/** OpenCV's type number: depth 0 is 8 bit, 2 is 16 bit unsigned. */
export function matType(bytesPerChannel: 1 | 2, channels: number): number {
  return (bytesPerChannel === 1 ? 0 : 2) + ((channels - 1) << 3);
}
