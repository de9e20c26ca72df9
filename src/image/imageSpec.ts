import type * as schema from '../pack/schema/pack.js';

/** How a pack wants its pixels: pack.yaml's `x_encoder.image`. */
export type ImageSpec = {
  readonly [K in keyof schema.ImageSpec]: Readonly<schema.ImageSpec[K]>;
};

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size after resizing, and the corner of the crop in it. */
export interface Placement extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * Where a picture of `width` × `height` pixels lands. `short_side` follows torchvision's `Resize`
 * (the longer side rounds down) and `CenterCrop` (an odd margin leaves the larger half before).
 */
export function placement(spec: ImageSpec, width: number, height: number): Placement {
  if (spec.resize === 'stretch') {
    return { width: spec.width, height: spec.height, left: 0, top: 0 };
  }
  const short = spec.short_side ?? Math.min(spec.width, spec.height);
  const scale = short / Math.min(width, height);
  const resized = {
    width: width <= height ? short : Math.floor(width * scale),
    height: width <= height ? Math.floor(height * scale) : short,
  };
  return {
    ...resized,
    left: Math.round((resized.width - spec.width) / 2),
    top: Math.round((resized.height - spec.height) / 2),
  };
}

/** From so many times the wanted width and height on, libjpeg reads a part of the size, which saves time. */
const LEAST_REDUCTION = 3;

/** The size that a file of `width` × `height` pixels is decompressed to; undefined: its own. */
export function reducedSize(spec: ImageSpec, width: number, height: number): Size | undefined {
  if (spec.decompress !== 'reduced') return undefined;
  const wanted = placement(spec, width, height);
  const reduction = Math.min(width / wanted.width, height / wanted.height);
  return reduction >= LEAST_REDUCTION ? wanted : undefined;
}
