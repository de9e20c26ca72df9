import { unit } from '../../src/selective/unitVector.js';
import { GREY_SIDE, row, type WindowStates } from './windowStates.js';

/** What a strategy looks at: one vector a window. */
export interface Signal {
  readonly name: 'states' | 'features' | 'pixels';
  readonly stamps: Float64Array;
  readonly rows: readonly Float32Array[];
}

/** S_y. */
export function stateSignal({ count, stamps, embeddings, dimension }: WindowStates): Signal {
  const rows = Array.from({ length: count }, (_, i) => row(embeddings, i, dimension));
  return { name: 'states', stamps, rows };
}

/** The newest frame's X-Encoder features, of unit norm. */
export function featureSignal({ count, stamps, features, featureDimension }: WindowStates): Signal {
  const rows = Array.from({ length: count }, (_, i) => unit(row(features, i, featureDimension)));
  return { name: 'features', stamps, rows };
}

/**
 * The newest frame's small grey picture, scaled so that a squared distance is the mean squared
 * difference of two pixels, of 0 to 1.
 */
export function pixelSignal({ count, stamps, grey }: WindowStates): Signal {
  const pixels = GREY_SIDE * GREY_SIDE;
  const rows = Array.from({ length: count }, (_, i) =>
    Float32Array.from(
      grey.subarray(i * pixels, (i + 1) * pixels),
      (level) => level / 255 / GREY_SIDE,
    ),
  );
  return { name: 'pixels', stamps, rows };
}
