import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { VljepaError } from '../../src/errors.js';
import type { LabelSpace } from '../../src/operators/classify.js';
import { Labels } from '../../src/ros/labels.js';
import { FakeEngine } from '../fakeEngine.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Labels of an engine that may fail, the monotonic clock in hand, and what came of it. */
function setUp(t: TestContext) {
  const clock = { ms: 0 };
  const now = mock.method(performance, 'now', () => clock.ms);
  t.after(() => now.mock.restore());
  const engine = new FakeEngine();
  const encode = engine.encodeText.bind(engine);
  const asked: string[][] = [];
  const broken: { reason?: VljepaError } = {};
  engine.encodeText = (texts) => {
    asked.push([...texts]);
    return broken.reason ? Promise.reject(broken.reason) : encode(texts);
  };
  const inForce: (readonly string[])[] = [];
  const said: string[] = [];
  const labels = new Labels(engine, ({ labels: names }: LabelSpace) => inForce.push(names), {
    info: (message) => said.push(message),
    warnThrottled: (_, message) => said.push(message),
  });
  return { clock, broken, asked, inForce, said, labels };
}

const failed = new VljepaError('REQUEST_FAILED', 'no memory');

test('labels that are encoded are in force, and encoded once', async (t) => {
  const { asked, inForce, said, labels, clock } = setUp(t);
  labels.want(['cup', 'door']);
  labels.want(['cup', 'door']);
  await settle();
  clock.ms = 60_000;
  labels.retry();
  labels.recovered();
  await settle();
  assert.deepEqual(asked, [['a cup', 'a door']]);
  assert.deepEqual(inForce, [['cup', 'door']]);
  assert.deepEqual(said, []);
});

test('labels that cannot be encoded are tried again at a window, five seconds later', async (t) => {
  const { clock, broken, asked, inForce, said, labels } = setUp(t);
  broken.reason = failed;
  labels.want(['cup']);
  await settle();
  for (clock.ms = 0; clock.ms <= 12_000; clock.ms += 250) {
    labels.retry();
    await settle();
  }
  assert.equal(asked.length, 3);
  assert.deepEqual(inForce, []);
  assert.equal(said.length, 1);
  assert.match(said[0]!, /not in force: \[REQUEST_FAILED\] no memory; tried again/);
  delete broken.reason;
  clock.ms = 20_000;
  // Of windows that come while it is under way nothing follows.
  labels.retry();
  labels.retry();
  await settle();
  assert.equal(asked.length, 4);
  assert.deepEqual(inForce, [['cup']]);
  assert.deepEqual(said.slice(1), ['the labels are in force']);
});

test('labels that were wanted while the engine was stopped are encoded once it runs again', async (t) => {
  const { broken, asked, inForce, labels } = setUp(t);
  broken.reason = new VljepaError('WORKER_DIED', 'it is being started again');
  labels.want(['cup']);
  await settle();
  delete broken.reason;
  labels.recovered();
  await settle();
  assert.equal(asked.length, 2);
  assert.deepEqual(inForce, [['cup']]);
});

test('of two lists the newer is in force, and a closed engine is not asked again', async (t) => {
  const { clock, broken, asked, inForce, said, labels } = setUp(t);
  labels.want(['cup']);
  labels.want(['door']);
  await settle();
  assert.deepEqual(inForce, [['door']]);
  broken.reason = new VljepaError('ENGINE_CLOSED', 'the engine was closed');
  labels.want([]);
  labels.want(['cup']);
  await settle();
  clock.ms = 60_000;
  labels.retry();
  await settle();
  assert.equal(asked.length, 3);
  assert.deepEqual(said, []);
});
