/** OpenCV's weights of 8-bit pictures are whole parts of 2048. */
const ONE = 2048;

/** For each place along an axis: where its two neighbours begin, and their weights. */
export interface LinearAxis {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly weightBefore: Int32Array;
  readonly weightAfter: Int32Array;
}

/**
 * The neighbours that OpenCV's `resize` with INTER_LINEAR has for each place.
 *
 * @param from pixels of the picture, resized to `to`
 * @param first,count what is cropped of these
 * @param stride bytes from one pixel to the next
 */
export function linearAxis(
  from: number,
  to: number,
  first: number,
  count: number,
  stride: number,
): LinearAxis {
  const scale = from / to;
  const before = new Int32Array(count);
  const after = new Int32Array(count);
  const weightBefore = new Int32Array(count);
  const weightAfter = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    let at = Math.fround((first + i + 0.5) * scale - 0.5);
    let index = Math.floor(at);
    at = Math.fround(at - index);
    if (index < 0) [index, at] = [0, 0];
    if (index >= from - 1) [index, at] = [from - 1, 0];
    before[i] = index * stride;
    after[i] = Math.min(index + 1, from - 1) * stride;
    weightBefore[i] = roundHalfEven(Math.fround(Math.fround(1 - at) * ONE));
    weightAfter[i] = roundHalfEven(Math.fround(at * ONE));
  }
  return { before, after, weightBefore, weightAfter };
}

/** As processors round by default. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
