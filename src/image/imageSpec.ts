/** How a pack wants its pixels: pack.yaml's `x_encoder.image`. */
export interface ImageSpec {
  /** Pixels that the X-Encoder reads. */
  readonly height: number;
  readonly width: number;
  /** `stretch` to height × width, or `short_side`: keep the proportions, then crop. */
  readonly resize: 'stretch' | 'short_side';
  /** Pixels of the shorter side after resizing, for `short_side`. */
  readonly short_side?: number;
  readonly crop: 'none' | 'center';
  /** OpenCV's, with half-pixel centres. */
  readonly interpolation: 'linear' | 'area' | 'cubic';
  readonly channels: 'rgb' | 'bgr';
  /** On 0…255 values, in the order of `channels`: (x − mean) / std. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Size after resizing, and the corner of the crop in it. */
export interface Placement {
  readonly width: number;
  readonly height: number;
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
