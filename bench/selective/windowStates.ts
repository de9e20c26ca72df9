import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRID_SIDE } from '../../src/image/lumaGrid.js';

/** Width and height of the grey pictures. */
export const GREY_SIDE = 32;

/** What the node's pipeline made of a stream, window by window; rows lie one after the other. */
export interface WindowStates {
  readonly count: number;
  /** Frames that the stream has, of which windows are sampled. */
  readonly frames: number;
  /** Of each window's newest frame, in seconds from the stream's start. */
  readonly stamps: Float64Array;
  /** Of each window's oldest frame. */
  readonly windowStarts: Float64Array;
  /** S_y: `[count, dimension]`, unit norm. */
  readonly embeddings: Float32Array;
  readonly dimension: number;
  /** X-Encoder features of the newest frame alone: `[count, featureDimension]`. */
  readonly features: Float32Array;
  readonly featureDimension: number;
  /** The newest frame, small and grey: `[count, GREY_SIDE, GREY_SIDE]`. */
  readonly grey: Uint8Array;
}

/** @returns a view of row `index` */
export function row(values: Float32Array, index: number, dimension: number): Float32Array {
  return values.subarray(index * dimension, (index + 1) * dimension);
}

/** Luma of window `index`'s newest frame, in the cells of the node's own grid, from the grey picture. */
export function lumaOf({ grey }: WindowStates, index: number): Float32Array {
  const size = GREY_SIDE / GRID_SIDE;
  const cells = new Float32Array(GRID_SIDE * GRID_SIDE);
  const from = index * GREY_SIDE * GREY_SIDE;
  for (let at = 0; at < GREY_SIDE * GREY_SIDE; at++) {
    const [y, x] = [Math.floor(at / GREY_SIDE), at % GREY_SIDE];
    cells[Math.floor(y / size) * GRID_SIDE + Math.floor(x / size)]! += grey[from + at]! / size ** 2;
  }
  return cells;
}

const META = 'states.json';
const PARTS = ['stamps', 'windowStarts', 'embeddings', 'features', 'grey'] as const;

/** States that were written to that folder; undefined where they are not all there. */
export function readStates(folder: string): WindowStates | undefined {
  if (!existsSync(join(folder, META))) return undefined;
  const meta = JSON.parse(readFileSync(join(folder, META), 'utf8')) as Pick<
    WindowStates,
    'count' | 'frames' | 'dimension' | 'featureDimension'
  >;
  const bytes = (part: (typeof PARTS)[number]) =>
    new Uint8Array(readFileSync(join(folder, part))).buffer;
  return {
    ...meta,
    stamps: new Float64Array(bytes('stamps')),
    windowStarts: new Float64Array(bytes('windowStarts')),
    embeddings: new Float32Array(bytes('embeddings')),
    features: new Float32Array(bytes('features')),
    grey: new Uint8Array(bytes('grey')),
  };
}

/** The file that says what is there is written last. */
export function writeStates(folder: string, states: WindowStates): void {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) writeFileSync(join(folder, part), states[part]);
  const { count, frames, dimension, featureDimension } = states;
  const partial = join(folder, `${META}.part`);
  writeFileSync(partial, JSON.stringify({ count, frames, dimension, featureDimension }));
  renameSync(partial, join(folder, META));
}
