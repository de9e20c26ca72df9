import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, from, lastValueFrom, of, toArray } from 'rxjs';
import type { EncodeOptions } from '../../../src/engine/engine.js';
import { VljepaError } from '../../../src/errors.js';
import type { FrameOfRun } from '../../../src/operators/clockRuns.js';
import { SlidingWindow, clipWindow } from '../../../src/operators/clipWindow.js';
import { predictor } from '../../../src/operators/predictor.js';
import { xEncoder } from '../../../src/operators/xEncoder.js';
import { FakeEngine, degrees, direction } from '../../fakeEngine.js';
import { frameAt, framesAt } from '../../marbles.js';

const unreadable = new VljepaError('FRAME_CORRUPT', 'no JPEG');

test('a clip goes to the X-Encoder once, and all queries share its tokens', async () => {
  const engine = new FakeEngine({ embed: (_clip, query) => direction(query.length) });
  const queries = ['what', 'where'];
  const predicted = await lastValueFrom(
    from(framesAt([1])).pipe(
      clipWindow(new SlidingWindow(4)),
      xEncoder(engine),
      predictor(() => queries),
    ),
  );
  assert.equal(engine.encoded.length, 1);
  assert.deepEqual(engine.predicted, [queries]);
  assert.deepEqual(predicted.queries, queries);
  assert.deepEqual(predicted.embeddings.map(degrees).map(Math.round), [4, 5]);
  assert.equal(predicted.clip.newest.stampNs, 1_000_000_000n);
  assert.deepEqual(predicted.stageMs, { x_encoder: 10, predictor: 1 });
  assert.equal(engine.held, 0);
});

test('the gate is the one that is set when a window is encoded', () => {
  const engine = new FakeEngine();
  const encode = engine.encode.bind(engine);
  const gates: unknown[] = [];
  engine.encode = (clip, options?: EncodeOptions) => {
    gates.push(options?.gate);
    return encode(clip);
  };
  let gate: EncodeOptions['gate'] = undefined;
  const frames = new Subject<FrameOfRun>();
  frames
    .pipe(
      clipWindow(new SlidingWindow(1)),
      xEncoder(engine, undefined, () => gate),
    )
    .subscribe(({ window }) => window.release());
  const [first, second] = framesAt([1, 2]) as [FrameOfRun, FrameOfRun];
  frames.next(first);
  gate = { sensitivity: 2, longestSeconds: 5 };
  frames.next(second);
  assert.deepEqual(gates, [undefined, gate]);
});

test('the queries are those that are set when the Predictor is asked, and travel with the answer', async () => {
  let queries = ['before'];
  const engine = new FakeEngine({
    embed: () => {
      queries = ['later still'];
      return direction(0);
    },
  });
  const predictedFrom = from(framesAt([1])).pipe(
    clipWindow(new SlidingWindow(1)),
    xEncoder(engine),
    predictor(() => queries),
  );
  queries = ['after'];
  const predicted = await lastValueFrom(predictedFrom);
  assert.deepEqual(engine.predicted, [['after']]);
  assert.deepEqual(predicted.queries, ['after']);
});

test('queries that labels are held against run with the others, those that are asked anyway once', async () => {
  const engine = new FakeEngine({ embed: (_clip, query) => direction(query.length) });
  const predicted = await lastValueFrom(
    from(framesAt([1])).pipe(
      clipWindow(new SlidingWindow(4)),
      xEncoder(engine),
      predictor(
        () => ['what', 'where'],
        () => ['where', 'whether'],
      ),
    ),
  );
  assert.deepEqual(engine.predicted, [['what', 'where', 'whether']]);
  assert.deepEqual(predicted.queries, ['what', 'where']);
  assert.deepEqual(predicted.embeddings.map(degrees).map(Math.round), [4, 5]);
  assert.deepEqual(predicted.labelStates.map(degrees).map(Math.round), [5, 7]);
});

test('what sinks ask besides runs with the others, once, and has its states by query', async () => {
  const engine = new FakeEngine({ embed: (_clip, query) => direction(query.length) });
  const predicted = await lastValueFrom(
    from(framesAt([1])).pipe(
      clipWindow(new SlidingWindow(4)),
      xEncoder(engine),
      predictor(
        () => ['what'],
        () => ['where'],
        () => ['where', 'whether', 'what'],
      ),
    ),
  );
  assert.deepEqual(engine.predicted, [['what', 'where', 'whether']]);
  assert.deepEqual(predicted.embeddings.map(degrees).map(Math.round), [4]);
  const answers = [...predicted.answers].map(([query, state]) => [
    query,
    Math.round(degrees(state)),
  ]);
  assert.deepEqual(answers, [
    ['what', 4],
    ['where', 5],
    ['whether', 7],
  ]);
});

test('an engine that rejects, or throws at once, is an error of the stream', async () => {
  const stream = (engine: FakeEngine) =>
    of(frameAt(1)).pipe(
      clipWindow(new SlidingWindow(1)),
      xEncoder(engine),
      predictor(() => ['q']),
      toArray(),
    );
  const encoding = new FakeEngine({ encode: () => Promise.reject(unreadable) });
  await assert.rejects(lastValueFrom(stream(encoding)), unreadable);
  const throwing = new FakeEngine();
  throwing.encode = () => {
    throw unreadable;
  };
  await assert.rejects(lastValueFrom(stream(throwing)), unreadable);
  const predicting = new FakeEngine({
    embed: () => {
      throw unreadable;
    },
  });
  await assert.rejects(lastValueFrom(stream(predicting)), unreadable);
  for (const { held } of [encoding, throwing, predicting]) assert.equal(held, 0);
});

test('a frame that the engine does not take is given back, and one that it takes is not', async () => {
  const refused: number[] = [];
  const predicted = (engine: FakeEngine) =>
    lastValueFrom(
      from(framesAt([1, 2])).pipe(
        clipWindow(new SlidingWindow(2)),
        xEncoder(engine, ({ id }) => refused.push(id)),
        predictor(() => ['q']),
        toArray(),
      ),
    );
  assert.equal((await predicted(new FakeEngine())).length, 2);
  await assert.rejects(
    predicted(new FakeEngine({ encode: () => Promise.reject(unreadable) })),
    unreadable,
  );
  assert.deepEqual(refused, []);
  const stopped = new FakeEngine();
  stopped.encode = () => {
    throw unreadable;
  };
  await assert.rejects(predicted(stopped), unreadable);
  assert.deepEqual(refused, [0]);
});

test('a window is held until it has answered, and not after unsubscribing', async () => {
  const gates: (() => void)[] = [];
  const engine = new FakeEngine({
    predict: () => new Promise<void>((resolve) => gates.push(resolve)),
  });
  const windows = new Subject<FrameOfRun>();
  const subscription = windows
    .pipe(
      clipWindow(new SlidingWindow(1)),
      xEncoder(engine),
      predictor(() => ['q']),
    )
    .subscribe();
  windows.next(frameAt(1));
  windows.next(frameAt(2, 1));
  await new Promise(setImmediate);
  assert.equal(engine.held, 2);
  gates[0]!();
  await new Promise(setImmediate);
  assert.equal(engine.held, 1);
  subscription.unsubscribe();
  assert.equal(engine.held, 0);
});
