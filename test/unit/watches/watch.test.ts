import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Watch } from '../../../src/watches/watch.js';
import { SETTINGS, moment, stamp, window } from './watchCase.js';

const watch = (changed: Partial<typeof SETTINGS> = {}, cameras: readonly string[] = ['front']) =>
  new Watch({ ...SETTINGS, ...changed }, cameras, () => 0.25, moment(0));

test('until a window has been judged it is UNKNOWN, since it was set', () => {
  const { state, probability, sinceNs, camera, windowStampNs, reason } = watch().status;
  assert.equal(state, 'UNKNOWN');
  assert.ok(Number.isNaN(probability));
  assert.equal(sinceNs, moment(0).ns);
  assert.equal(camera, 'front');
  assert.equal(windowStampNs, 0n);
  assert.match(reason, /camera front has not been judged yet/);
});

test('it says what the window says that decided, and since when', () => {
  const one = watch();
  assert.deepEqual(one.observe(window('front', 10, 0.9), moment(1)), {
    state: 'ON',
    probability: 0.9,
    sinceNs: stamp(10),
    camera: 'front',
    frameId: 'front_optical',
    windowStampNs: stamp(10),
    reason: '',
  });
  const later = one.observe(window('front', 10.25, 0.8), moment(1.25));
  assert.equal(later.sinceNs, stamp(10));
  assert.equal(later.windowStampNs, stamp(10.25));
  const off = one.observe(window('front', 10.5, 0.1), moment(1.5));
  assert.deepEqual([off.state, off.sinceNs], ['OFF', stamp(10.5)]);
});

for (const condition of ['black', 'covered', 'frozen'] as const)
  test(`a camera that is ${condition} makes it UNKNOWN at once, whatever its windows seem to show`, () => {
    for (const probability of [0.1, 0.9]) {
      const one = watch();
      one.observe(window('front', 10, probability), moment(1));
      const status = one.observe(window('front', 10.25, probability, { condition }), moment(1.25));
      assert.equal(status.state, 'UNKNOWN');
      assert.ok(Number.isNaN(status.probability));
      assert.equal(status.reason, `camera front is ${condition}`);
      assert.equal(status.sinceNs, moment(1.25).ns);
    }
  });

test('a camera that dies makes it UNKNOWN within a second, and it comes back', () => {
  const one = watch();
  one.observe(window('front', 10, 0.1), moment(1));
  assert.equal(one.check(moment(1.6)).state, 'OFF');
  const stale = one.check(moment(1.8));
  assert.equal(stale.state, 'UNKNOWN');
  assert.match(stale.reason, /camera front gives no windows any more/);
  assert.equal(one.check(moment(60)).sinceNs, stale.sinceNs);
  assert.equal(one.observe(window('front', 70, 0.1), moment(61)).state, 'OFF');
});

test('a slow camera is not stale between two of its windows', () => {
  const slow = new Watch(SETTINGS, ['front'], () => 2, moment(0));
  slow.observe(window('front', 10, 0.9), moment(1));
  assert.equal(slow.check(moment(5.9)).state, 'ON');
  assert.equal(slow.check(moment(6.1)).state, 'UNKNOWN');
});

test('of several cameras one is enough for ON, and OFF takes all of them', () => {
  const both = watch({}, ['front', 'rear']);
  both.observe(window('front', 10, 0.1), moment(1));
  assert.equal(both.status.state, 'UNKNOWN', 'nobody knows what the other one sees');
  assert.match(both.status.reason, /camera rear has not been judged/);
  both.observe(window('rear', 10, 0.2), moment(1));
  assert.deepEqual([both.status.state, both.status.camera], ['OFF', 'rear']);
  both.observe(window('front', 11, 0.8), moment(1.5));
  both.observe(window('rear', 11, 0.9), moment(1.5));
  assert.deepEqual([both.status.state, both.status.camera], ['ON', 'rear']);
  both.observe(window('rear', 12, 0.9, { condition: 'covered' }), moment(2));
  assert.deepEqual([both.status.state, both.status.camera], ['ON', 'front']);
  both.observe(window('front', 13, 0.1), moment(2.5));
  assert.deepEqual([both.status.state, both.status.camera], ['UNKNOWN', 'rear']);
});

test('it watches the cameras that it names, and says so where there is none of that name', () => {
  const rear = watch({ cameras: ['rear'] }, ['front', 'rear']);
  rear.observe(window('front', 10, 0.9), moment(1));
  assert.equal(rear.status.state, 'UNKNOWN');
  rear.observe(window('rear', 10, 0.1), moment(1));
  assert.equal(rear.status.state, 'OFF');
  const absent = watch({ cameras: ['rear', 'top'] }, ['rear']);
  absent.observe(window('rear', 10, 0.1), moment(1));
  assert.deepEqual(
    [absent.status.state, absent.status.reason],
    ['UNKNOWN', 'there is no camera top'],
  );
});

test('what is forgotten is judged anew', () => {
  const one = watch({ persistenceSeconds: 0.5 });
  for (const seconds of [10, 10.25, 10.5]) one.observe(window('front', seconds, 0.9), moment(1));
  assert.equal(one.status.state, 'ON');
  const status = one.forget('the node is not active', moment(2));
  assert.deepEqual(
    [status.state, status.reason, status.windowStampNs],
    ['UNKNOWN', 'the node is not active', 0n],
  );
  assert.equal(one.observe(window('front', 11, 0.9), moment(3)).state, 'UNKNOWN');
});
