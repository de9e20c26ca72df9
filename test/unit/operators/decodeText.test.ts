import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Subject, from, lastValueFrom, toArray } from 'rxjs';
import type { DecodeContext, Decoded } from '../../../src/engine/engine.js';
import { VljepaError } from '../../../src/errors.js';
import {
  decode,
  decodedText,
  decodeText,
  type TextReports,
} from '../../../src/operators/decodeText.js';
import type { TextsFor } from '../../../src/selective/wording.js';
import type { DecodedText, JudgedState } from '../../../src/worldState.js';
import { FakeEngine, degrees, direction, STILL } from '../../fakeEngine.js';

function judged(seconds: number, what: Partial<JudgedState>): JudgedState {
  return {
    camera: 'front',
    stampNs: BigInt(seconds * 1e9),
    run: 0,
    frameId: 'front_optical',
    windowStartNs: 0n,
    query: 'q',
    sequence: seconds,
    embedding: direction(seconds),
    frameFeatures: direction(-seconds),
    motion: STILL,
    labelStates: [],
    answers: new Map(),
    condition: 'ok',
    labels: [],
    otherProbability: NaN,
    receivedMs: 0,
    segment: 3,
    segmentStartNs: 5n,
    change: 0.7,
    threshold: 0.3,
    changed: false,
    first: false,
    segmentChange: 0.7,
    noticed: false,
    worded: false,
    segmentEmbedding: direction(10 * seconds),
    ...what,
  };
}

/** What is set, but for the minimum probability and what becomes of texts below it. */
const live =
  (texts: TextsFor, below: 'say' | 'silent' = 'say') =>
  () => ({ texts, text: { minProbability: 0.7, below } });

/** Reports that fail the test, but for those given. */
const reports = (given: Partial<TextReports> = {}): TextReports => ({
  failed: (error) => assert.fail(error as Error),
  dropped: () => assert.fail('dropped'),
  repeated: () => assert.fail('repeated'),
  unsure: () => assert.fail('unsure'),
  ...given,
});

const texts = (
  states: JudgedState[],
  engine: FakeEngine,
  given: Partial<TextReports> = {},
  which: TextsFor = 'new_facts',
) => lastValueFrom(from(states).pipe(decodeText(engine, live(which), reports(given)), toArray()));

test('one text for each state that is to be put into words, none for the rest', async () => {
  const engine = new FakeEngine();
  const states = [
    judged(1, { first: true, worded: true }),
    judged(2, {}),
    judged(3, { changed: true, worded: true }),
    judged(4, {}),
  ];
  const got = await texts(states, engine);
  assert.deepEqual(
    got.map(({ text, reason }) => [text, reason]),
    [
      ['10°', 'FIRST'],
      ['30°', 'CHANGE'],
    ],
  );
  assert.equal(engine.decoded.length, 2);
});

test("a text is decoded from its segment and carries its state's stamp and segment", async () => {
  const [text] = await texts([judged(3, { changed: true, worded: true })], new FakeEngine());
  const expected: DecodedText = {
    camera: 'front',
    stampNs: 3_000_000_000n,
    frameId: 'front_optical',
    query: 'q',
    text: '30°',
    confidence: NaN,
    similarity: 0.5,
    alternatives: [],
    segment: 3,
    segmentStartNs: 5n,
    change: 0.7,
    reason: 'CHANGE',
  };
  assert.deepEqual(text, expected);
});

test('a text on request may be decoded from the state itself', async () => {
  const state = judged(3, {});
  const decoded = await decode(new FakeEngine(), state, state.embedding, 'REQUEST', 0.7);
  const text = decodedText(state, decoded, 'REQUEST');
  assert.equal(text.text, '3°');
  assert.equal(text.reason, 'REQUEST');
});

test('texts keep the order of their states and are decoded one at a time', async () => {
  const gates: (() => void)[] = [];
  const engine = new FakeEngine({
    decode: () => new Promise((resolve) => gates.push(() => resolve(`words ${gates.length}`))),
  });
  const all = texts(
    [judged(1, { first: true, worded: true }), judged(2, { changed: true, worded: true })],
    engine,
  );
  assert.equal(engine.decoded.length, 1);
  gates[0]!();
  while (gates.length < 2) await Promise.resolve();
  assert.equal(engine.decoded.length, 2);
  gates[1]!();
  assert.deepEqual(
    (await all).map(({ stampNs }) => stampNs),
    [1_000_000_000n, 2_000_000_000n],
  );
});

test('no change is lost while the decoder is slower than the changes come', async () => {
  const gates: (() => void)[] = [];
  const engine = new FakeEngine({
    decode: (embedding) =>
      new Promise((resolve) => gates.push(() => resolve(`${Math.round(degrees(embedding))}°`))),
  });
  const states = [1, 2, 3, 4, 5].map((seconds) =>
    judged(seconds, { worded: true, query: seconds === 3 ? 'other' : 'q' }),
  );
  const said = texts(states, engine);
  for (const turn of states.keys()) {
    while (gates.length <= turn) await new Promise(setImmediate);
    gates[turn]!();
  }
  // Each query's in the order of its changes; the queries take turns.
  assert.deepEqual(
    (await said).map(({ query, text }) => [query, text]),
    [
      ['q', '10°'],
      ['q', '20°'],
      ['other', '30°'],
      ['q', '40°'],
      ['q', '50°'],
    ],
  );
});

test('the decoder busy for good, the newest four changes of each query wait, the others are reported', () => {
  const engine = new FakeEngine({ decode: () => new Promise(() => {}) });
  const dropped: bigint[] = [];
  const states = new Subject<JudgedState>();
  const running = states
    .pipe(
      decodeText(
        engine,
        live('new_facts'),
        reports({ dropped: ({ stampNs }) => dropped.push(stampNs) }),
      ),
    )
    .subscribe();
  for (let seconds = 1; seconds <= 8; seconds++) states.next(judged(seconds, { worded: true }));
  states.next(judged(9, { worded: true, query: 'other' }));
  assert.deepEqual(dropped, [2_000_000_000n, 3_000_000_000n, 4_000_000_000n]);
  running.unsubscribe();
  assert.equal(dropped.length, 3 + 4 + 1);
});

test('a change that has waited for half a minute is reported and not told', async () => {
  let finish = (_text: string) => {};
  const engine = new FakeEngine({ decode: () => new Promise((resolve) => (finish = resolve)) });
  const dropped: bigint[] = [];
  const states = new Subject<JudgedState>();
  states
    .pipe(
      decodeText(
        engine,
        live('new_facts'),
        reports({ dropped: ({ stampNs }) => dropped.push(stampNs) }),
      ),
    )
    .subscribe();
  states.next(judged(1, { worded: true, receivedMs: 1000 }));
  states.next(judged(2, { worded: true, receivedMs: 2000 }));
  states.next(judged(3, { worded: true, receivedMs: 3000 }));
  states.next(judged(4, { receivedMs: 32_500 }));
  finish('the first');
  await new Promise(setImmediate);
  assert.deepEqual(dropped, [2_000_000_000n]);
  assert.equal(engine.decoded.length, 2);
});

test('a text that fails is reported, and tried again before the next one', async () => {
  const failure = new VljepaError('REQUEST_FAILED', 'the decoder failed');
  let calls = 0;
  const engine = new FakeEngine({
    decode: (embedding) => {
      calls += 1;
      if (calls === 1) throw failure;
      return `${Math.round(degrees(embedding))}°`;
    },
  });
  const reported: unknown[] = [];
  const states = [
    judged(1, { first: true, worded: true }),
    judged(2, { segment: 4, changed: true, worded: true }),
  ];
  const got = await inTurn(states, engine, { failed: (error) => reported.push(error) });
  assert.deepEqual(reported, [failure]);
  assert.deepEqual(
    got.map(({ text, reason }) => [text, reason]),
    [
      ['10°', 'FIRST'],
      ['20°', 'CHANGE'],
    ],
  );
});

test('after unsubscribing nothing is decoded or given; what waits is dropped', async () => {
  let finish = () => {};
  const engine = new FakeEngine({
    decode: () => new Promise((resolve) => (finish = () => resolve('words'))),
  });
  const states = new Subject<JudgedState>();
  const got: DecodedText[] = [];
  const dropped: bigint[] = [];
  const subscription = states
    .pipe(
      decodeText(
        engine,
        live('new_facts'),
        reports({ dropped: ({ stampNs }) => dropped.push(stampNs) }),
      ),
    )
    .subscribe((text) => got.push(text));
  states.next(judged(1, { first: true, worded: true }));
  states.next(judged(2, { changed: true, worded: true }));
  subscription.unsubscribe();
  finish();
  await new Promise(setImmediate);
  assert.equal(states.observed, false);
  assert.equal(engine.decoded.length, 1);
  assert.deepEqual(got, []);
  assert.deepEqual(dropped, [judged(2, {}).stampNs]);
});

/** Gives states one by one, each when the texts before are done with. */
async function inTurn(
  states: readonly JudgedState[],
  engine: FakeEngine,
  given: Partial<TextReports> = {},
  which: TextsFor = 'new_facts',
  below: 'say' | 'silent' = 'say',
): Promise<DecodedText[]> {
  const source = new Subject<JudgedState>();
  const got: DecodedText[] = [];
  const said = source.pipe(decodeText(engine, live(which, below), reports(given)));
  said.subscribe((text) => got.push(text));
  for (const state of states) {
    source.next(state);
    await new Promise(setImmediate);
  }
  return got;
}

test('a text that failed is tried again with the next states of its segment, three times in all', async () => {
  const failure = new VljepaError('TEXT_EMPTY', 'no word');
  for (const failing of [0, 1, 2, 3]) {
    let calls = 0;
    const engine = new FakeEngine({
      decode: () => {
        calls += 1;
        if (calls <= failing) throw failure;
        return 'words';
      },
    });
    const states = [judged(1, { changed: true, worded: true }), judged(2, {}), judged(3, {})];
    const reported: unknown[] = [];
    const failed = (error: unknown) => reported.push(error);
    const got = await inTurn([...states, judged(4, {})], engine, { failed });
    assert.equal(reported.length, failing);
    const expected = failing < 3 ? [[BigInt(failing + 1) * 1_000_000_000n, 'CHANGE']] : [];
    assert.deepEqual(
      got.map(({ stampNs, reason }) => [stampNs, reason]),
      expected,
    );
  }
});

test('a text that failed is tried again as it was where its segment has ended', async () => {
  for (const failing of [1, 2, 3]) {
    let calls = 0;
    const engine = new FakeEngine({
      decode: (embedding) => {
        calls += 1;
        if (calls <= failing) throw new VljepaError('TEXT_EMPTY', 'no word');
        return `${Math.round(degrees(embedding))}°`;
      },
    });
    const states = [
      judged(1, { changed: true, worded: true }),
      judged(2, { segment: 4 }),
      judged(3, { segment: 4 }),
      judged(4, { segment: 4 }),
    ];
    const got = await inTurn(states, engine, { failed: () => {} });
    assert.deepEqual(
      got.map(({ text, segment }) => [text, segment]),
      failing < 3 ? [['10°', 3]] : [],
    );
  }
});

test('what failed while others waited is tried again, too', async () => {
  const gates: ((text: string | Error) => void)[] = [];
  const engine = new FakeEngine({
    decode: () =>
      new Promise((resolve, reject) =>
        gates.push((text) => (text instanceof Error ? reject(text) : resolve(text))),
      ),
  });
  const states = new Subject<JudgedState>();
  const said: string[] = [];
  states
    .pipe(decodeText(engine, live('new_facts'), reports({ failed: () => {} })))
    .subscribe(({ text }) => said.push(text));
  const finish = async (text: string | Error) => {
    gates.at(-1)!(text);
    await new Promise(setImmediate);
  };
  states.next(judged(1, { segment: 1, worded: true }));
  states.next(judged(2, { segment: 2, worded: true }));
  await finish(new VljepaError('TEXT_EMPTY', 'no word'));
  await finish(new VljepaError('TEXT_EMPTY', 'no word'));
  states.next(judged(3, { segment: 3, worded: true }));
  for (const text of ['one', 'two', 'three']) await finish(text);
  assert.deepEqual(said, ['one', 'two', 'three']);
});

test('what said nothing new by the end of its segment is reported', async () => {
  const engine = new FakeEngine({ decode: () => 'the same' });
  const states = [
    judged(1, { first: true, worded: true }),
    judged(2, { segment: 4, changed: true, worded: true }),
    judged(3, { segment: 5 }),
  ];
  const repeated: bigint[] = [];
  await inTurn(states, engine, { repeated: ({ stampNs }) => repeated.push(stampNs) });
  assert.deepEqual(repeated, [2_000_000_000n]);
  assert.equal(engine.decoded.length, 2);
});

test('a text that says what its query said last is tried again, and not given in the end', async () => {
  const engine = new FakeEngine({ decode: () => 'the same' });
  const states = [
    judged(1, { first: true, worded: true }),
    judged(2, { segment: 4, changed: true, worded: true }),
    judged(3, { query: 'other', segment: 4, changed: true, worded: true }),
    judged(4, { segment: 4 }),
    judged(5, { segment: 4 }),
    judged(6, { segment: 4 }),
  ];
  const repeated: bigint[] = [];
  const told = await inTurn(states, engine, { repeated: (state) => repeated.push(state.stampNs) });
  assert.deepEqual(
    told.map(({ query, reason }) => [query, reason]),
    [
      ['q', 'FIRST'],
      ['other', 'CHANGE'],
    ],
  );
  assert.deepEqual(repeated, [5_000_000_000n]);
  assert.equal(engine.decoded.length, 5);
  const all = await inTurn(states, engine, {}, 'every_change');
  assert.equal(all.length, 3);
});

test('a text that repeats the last one at first is given once it tells of what is new', async () => {
  const engine = new FakeEngine({
    decode: (embedding) => (degrees(embedding) < 35 ? 'before' : 'after'),
  });
  const states = [
    judged(1, { first: true, worded: true }),
    judged(2, { segment: 4, changed: true, worded: true }),
    judged(3, { segment: 4 }),
    judged(4, { segment: 4 }),
  ];
  const told = await inTurn(states, engine);
  assert.deepEqual(
    told.map(({ text, stampNs }) => [text, stampNs]),
    [
      ['before', 1_000_000_000n],
      ['after', 4_000_000_000n],
    ],
  );
});

/** What an engine gives that knows how likely its sentences are. */
class SureEngine extends FakeEngine {
  readonly contexts: (DecodeContext | undefined)[] = [];
  readonly #given: readonly Partial<Decoded>[];

  constructor(given: readonly Partial<Decoded>[]) {
    super();
    this.#given = given;
  }

  override async decode(embedding: Float32Array, context?: DecodeContext): Promise<Decoded> {
    const given = this.#given[this.contexts.length]!;
    this.contexts.push(context);
    return { ...(await super.decode(embedding)), confidence: 0.8, ...given };
  }
}

test('the engine is told the query, the picture, the minimum and whether there was a change', async () => {
  const engine = new SureEngine([{}, {}]);
  const states = [judged(1, { first: true, worded: true }), judged(3, { worded: true })];
  await inTurn(states, engine);
  assert.deepEqual(
    engine.contexts,
    states.map(({ frameFeatures: features }, i) => ({
      query: 'q',
      features,
      minProbability: 0.7,
      changed: i > 0,
    })),
  );
});

test('a text carries its probability and what could be said instead', async () => {
  const alternatives = [{ text: 'the arm lifts a mug', probability: 0.6 }];
  const [text] = await inTurn(
    [judged(1, { worded: true })],
    new SureEngine([{ text: 'the arm moves', alternatives }]),
  );
  assert.equal(text!.confidence, 0.8);
  assert.deepEqual(text!.alternatives, alternatives);
});

test('with silent, a change of which no text is probable enough is tried three times and not told', async () => {
  const unsure = { text: 'something has changed', sure: false };
  const states = [1, 2, 3, 4].map((seconds) => judged(seconds, { worded: seconds === 1 }));
  const silent: bigint[] = [];
  const reported = { unsure: ({ stampNs }: JudgedState) => silent.push(stampNs) };
  const got = await inTurn(
    states,
    new SureEngine([unsure, unsure, unsure]),
    reported,
    'new_facts',
    'silent',
  );
  assert.deepEqual(got, []);
  assert.deepEqual(silent, [3_000_000_000n]);
  const later = await inTurn(
    states,
    new SureEngine([unsure, { text: 'the arm moves' }]),
    {},
    'new_facts',
    'silent',
  );
  assert.deepEqual(
    later.map(({ text, stampNs }) => [text, stampNs]),
    [['the arm moves', 2_000_000_000n]],
  );
});

test('with say, it is told that something has changed', async () => {
  const engine = new SureEngine([{ text: 'something has changed', sure: false }]);
  const got = await inTurn([judged(1, { worded: true })], engine);
  assert.deepEqual(
    got.map(({ text }) => text),
    ['something has changed'],
  );
});
