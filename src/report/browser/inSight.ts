import { bisectLeft, bisectRight } from 'd3-array';

/** Of ascending numbers, the index of the last that is not greater; -1 where there is none. */
export function lastUpTo(times: ArrayLike<number>, time: number): number {
  return bisectRight(times, time) - 1;
}

/**
 * Indices of ascending times between two times, no two of them nearer than `step`: as many as are
 * visible, however many there are.
 */
export function* spaced(
  times: ArrayLike<number>,
  from: number,
  to: number,
  step: number,
): Generator<number> {
  let index = bisectLeft(times, from);
  while (index < times.length && times[index]! <= to) {
    yield index;
    const next = times[index]! + step;
    index += 1;
    // Mostly the next one is far enough; else it is looked for.
    if (index < times.length && times[index]! < next) index = bisectLeft(times, next, index);
  }
}

/** The same for stretches that follow each other: the one that holds at `from` is the first. */
export function* spacedStretches(
  starts: ArrayLike<number>,
  from: number,
  to: number,
  step: number,
): Generator<number> {
  const before = bisectLeft(starts, from) - 1;
  if (before >= 0) yield before;
  yield* spaced(starts, from, to, step);
}

/** The index of the number nearest to another one, in ascending numbers; -1 where there is none. */
export function nearest(times: ArrayLike<number>, time: number): number {
  const right = bisectLeft(times, time);
  if (right === times.length) return right - 1;
  return right > 0 && time - times[right - 1]! <= times[right]! - time ? right - 1 : right;
}
