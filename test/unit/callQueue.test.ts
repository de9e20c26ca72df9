import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { VljepaError } from '../../src/errors.js';
import { CallQueue } from '../../src/ros/callQueue.js';

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof VljepaError);
  assert.equal(error.code, 'CALL_REFUSED');
  assert.match(error.message, pattern);
  return true;
};

/** Work that lasts until it is told to end. */
function held() {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

test('calls run one after the other, also behind one that failed', async () => {
  const queue = new CallQueue();
  const order: string[] = [];
  const first = held();
  const calls = [
    queue.run(async () => {
      order.push('first');
      await first.work();
      throw new Error('no memory');
    }),
    queue.run(() => {
      order.push('second');
      return Promise.resolve(2);
    }),
  ];
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(order, ['first']);
  first.end();
  await assert.rejects(calls[0]!, /no memory/);
  assert.equal(await calls[1], 2);
});

test('more than eight at once are refused, until one is answered', async () => {
  const queue = new CallQueue();
  const { work, end } = held();
  const calls = Array.from({ length: 8 }, () => queue.run(work));
  await assert.rejects(queue.run(work), refused(/8 calls are being answered or wait/));
  end();
  await Promise.all(calls);
  await queue.run(() => Promise.resolve());
});

test('a call that has waited for too long is refused without being run', async (t) => {
  let nowMs = 0;
  const clock = mock.method(performance, 'now', () => nowMs);
  t.after(() => clock.mock.restore());
  const queue = new CallQueue();
  const { work, end } = held();
  const first = queue.run(work);
  let ran = false;
  const late = queue.run(() => {
    ran = true;
    return Promise.resolve();
  });
  // The first begins before the clock goes on.
  await new Promise((resolve) => setImmediate(resolve));
  // Awaited from now on: it rejects as soon as the first has ended.
  const refusal = assert.rejects(late, refused(/has waited for 12 s behind others/));
  nowMs = 12_000;
  end();
  await first;
  await refusal;
  assert.equal(ran, false);
});
