/**
 * Features of each window's newest frame, from means over the windows: of a window of `length` frames
 * that goes on by one frame, mean(t) − mean(t − 1) = (f(t) − f(t − length)) / length. Windows at the
 * start are padded with the first frame, as the engine does it.
 *
 * @param means one for each window of one run of stamps, all of one dimension
 */
export function newestFeatures(means: readonly Float32Array[], length: number): Float32Array[] {
  const frames: Float64Array[] = [];
  means.forEach((mean, t) => {
    const before = means[t - 1];
    const leaving = frames[Math.max(0, t - length)];
    frames.push(
      before === undefined || leaving === undefined
        ? Float64Array.from(mean)
        : Float64Array.from(mean, (value, i) => length * (value - before[i]!) + leaving[i]!),
    );
  });
  return frames.map((frame) => Float32Array.from(frame));
}
