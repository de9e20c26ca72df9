import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import type { Clip, LocalEngine } from '../../src/engine/engine.js';
import { VljepaError, describeError } from '../../src/errors.js';
import { SupervisedEngine } from '../../src/engine/supervisedEngine.js';
import { FakeEngine, direction } from '../fakeEngine.js';
import { frameAt } from '../marbles.js';

/** A pack whose worker dies when it is told to, and a record of what is told of it. */
class Workers {
  readonly told: string[] = [];
  readonly engines: FakeEngine[] = [];
  disposed = 0;
  /** What the next start rejects with. */
  fails: Error | undefined;
  #died: (reason: VljepaError) => void = () => {};

  load = (died: (reason: VljepaError) => void): Promise<LocalEngine> => {
    if (this.fails) return Promise.reject(this.fails);
    this.#died = died;
    const engine = new FakeEngine();
    engine.dispose = () => Promise.resolve(void (this.disposed += 1));
    this.engines.push(engine);
    return Promise.resolve(engine);
  };

  async supervised(): Promise<SupervisedEngine> {
    const engine = await SupervisedEngine.load((died) => this.load(died));
    engine.watch({
      died: (reason, waitSeconds) => this.told.push(`${reason.message}, ${waitSeconds} s`),
      recovered: () => this.told.push('recovered'),
      failed: (reason) => this.told.push(`failed: ${describeError(reason)}`),
    });
    return engine;
  }

  die(reason = new VljepaError('WORKER_DIED', 'out of memory')): void {
    this.#died(reason);
  }
}

const clip: Clip = {
  camera: 'front',
  frames: [{ id: 0, stampNs: 1n }],
  newest: frameAt(1),
  length: 1,
};
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Timers and the monotonic clock stand still until they are told to go on. */
function stopTime(t: TestContext): (seconds: number) => Promise<void> {
  let nowMs = 0;
  mock.timers.enable({ apis: ['setTimeout'] });
  const clock = mock.method(performance, 'now', () => nowMs);
  t.after(() => {
    mock.timers.reset();
    clock.mock.restore();
  });
  return async (seconds) => {
    nowMs += seconds * 1000;
    mock.timers.tick(seconds * 1000);
    await settle();
  };
}

test('a worker that dies is started again after a second, and the engine goes on', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  await engine.encode(clip).predict(['what']);
  workers.die();
  assert.equal(engine.stopped, true);
  assert.throws(() => engine.encode(clip), { code: 'WORKER_DIED' });
  await assert.rejects(engine.encodeText(['a']), { code: 'WORKER_DIED' });
  await assert.rejects(engine.decode(direction(0)), { code: 'WORKER_DIED' });
  engine.releaseCamera('front');
  await pass(0.999);
  assert.equal(workers.engines.length, 1);
  await pass(0.001);
  assert.equal(engine.stopped, false);
  await engine.encode(clip).predict(['what']);
  assert.equal(workers.engines[1]!.predicted.length, 1);
  assert.deepEqual(workers.told, ['out of memory, 1 s', 'recovered']);
  assert.equal(workers.disposed, 1);
});

test('one that dies again and again waits longer, a minute at most, until it has lived for one', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  await workers.supervised();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    workers.die();
    const wait = Number(/, (\d+) s$/.exec(workers.told.at(-1)!)![1]);
    waits.push(wait);
    await pass(wait);
    assert.equal(workers.told.at(-1), 'recovered');
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
  await pass(60);
  workers.die();
  assert.equal(workers.told.at(-1), 'out of memory, 1 s');
});

test('a worker that cannot start is tried again', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  workers.die();
  workers.fails = new VljepaError('WORKER_DIED', 'no threads left');
  await pass(1);
  workers.fails = new TypeError('unforeseen');
  await pass(2);
  assert.throws(() => engine.encode(clip), { code: 'WORKER_DIED', message: 'unforeseen' });
  workers.fails = undefined;
  await pass(4);
  assert.deepEqual(workers.told, [
    'out of memory, 1 s',
    'no threads left, 2 s',
    'unforeseen, 4 s',
    'recovered',
  ]);
  engine.encode(clip);
});

test('a pack that no longer loads is not tried again', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  workers.die();
  workers.fails = new VljepaError('PACK_MISSING', 'no pack there');
  await pass(1);
  await pass(600);
  assert.deepEqual(workers.told, [
    'out of memory, 1 s',
    'failed: [PACK_LOST] the pack no longer loads: [PACK_MISSING] no pack there; repair the pack, then configure again',
  ]);
  assert.throws(() => engine.encode(clip), { code: 'PACK_LOST' });
  assert.equal(engine.stopped, true);
});

test('a pack that computes wrong ends the engine: no worker is started again', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  workers.die(new VljepaError('PACK_COMPUTES_WRONG', 'off'));
  await pass(600);
  assert.deepEqual(workers.told, ['failed: [PACK_COMPUTES_WRONG] off']);
  assert.deepEqual([workers.engines.length, workers.disposed], [1, 1]);
  assert.throws(() => engine.encode(clip), { code: 'PACK_COMPUTES_WRONG' });
  await assert.rejects(engine.encodeText(['a']), { code: 'PACK_COMPUTES_WRONG' });
});

test('disposed of while there is no worker: none is started', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  workers.die();
  await engine.dispose();
  await pass(600);
  assert.equal(workers.engines.length, 1);
  assert.equal(engine.stopped, false);
});

test('disposed of while a worker starts: it is closed', async (t) => {
  const pass = stopTime(t);
  const workers = new Workers();
  const engine = await workers.supervised();
  workers.die();
  const { load } = workers;
  let start = () => {};
  workers.load = (died) => new Promise((resolve) => (start = () => resolve(load(died))));
  await pass(1);
  const disposal = engine.dispose();
  start();
  await disposal;
  assert.deepEqual([workers.engines.length, workers.disposed], [2, 2]);
  assert.deepEqual(workers.told, ['out of memory, 1 s']);
});

test('a pack that does not load at first gives no engine', async () => {
  const workers = new Workers();
  workers.fails = new VljepaError('PACK_HASH', 'not that file');
  await assert.rejects(workers.supervised(), { code: 'PACK_HASH' });
});
