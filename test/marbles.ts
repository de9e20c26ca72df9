import assert from 'node:assert/strict';
import type { Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { FrameOfRun } from '../src/operators/clockRuns.js';

/** Runs a marble diagram in virtual time: one character is one millisecond. */
export function marbles(diagram: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => assert.deepStrictEqual(actual, expected)).run(diagram);
}

/** A camera's frame at a stamp in seconds; what the pipeline does must not depend on its pixels. */
export function frameAt(seconds: number, id = 0, camera = 'front'): FrameOfRun {
  const stampNs = BigInt(Math.round(seconds * 1e9));
  return {
    camera,
    id,
    run: 0,
    stampNs,
    receiptNs: stampNs,
    frameId: `${camera}_optical`,
    receivedMs: seconds * 1000,
    image: { kind: 'compressed', format: 'jpeg', data: new Uint8Array() },
  };
}

/** Frames at stamps in seconds, numbered from 0. */
export function framesAt(seconds: readonly number[], camera = 'front'): FrameOfRun[] {
  return seconds.map((stamp, id) => frameAt(stamp, id, camera));
}

/** Everything an observable that needs no time to complete gives. */
export function collect<T>(source: Observable<T>): T[] {
  const values: T[] = [];
  let completed = false;
  source.subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => assert.fail(String(error)),
    complete: () => (completed = true),
  });
  assert.ok(completed, 'the observable did not complete');
  return values;
}

export { seededRandom } from '../bench/random.js';
