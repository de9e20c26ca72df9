import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../../src/ros/endpoints/endpoint.js';
import { UNCONFIGURED, nodeSnapshot } from '../../src/metrics/nodeSnapshot.js';
import { OpenEndpoints } from '../../src/ros/endpoints/openEndpoints.js';

type Step = 'open' | 'activate' | 'deactivate' | 'active';

/** Endpoints a, b and c that write down what is done to them; one of them fails at a step. */
function three(fails?: { readonly name: string; readonly at: Step }) {
  const done: string[] = [];
  const step = (what: string, name: string) => {
    if (fails?.name === name && fails.at === what) throw new Error(`${name} fails`);
    done.push(`${what} ${name}`);
  };
  const list = ['a', 'b', 'c'].map((name) => (suffix: string): Endpoint => {
    step('open', name + suffix);
    return {
      activate: () => step('activate', name),
      deactivate: () => step('deactivate', name),
      parametersChanged: () => step('tell', name),
      report: ({ lifecycle }) => step(lifecycle.state, name),
      close: () => step('close', name),
    };
  });
  return { done, list };
}

test('endpoints are opened and activated in order, and closed the last one first', async () => {
  const { done, list } = three();
  const endpoints = OpenEndpoints.open(list, '!');
  endpoints.activate();
  endpoints.parametersChanged();
  const lifecycle = { state: 'active', reason: '' };
  endpoints.report(
    { snapshot: nodeSnapshot(UNCONFIGURED, 0n), lifecycle, diagnoses: [] },
    assert.ifError,
  );
  endpoints.deactivate();
  await endpoints.close();
  assert.deepEqual(done, [
    ...['open a!', 'open b!', 'open c!', 'activate a', 'activate b', 'activate c'],
    ...[
      'tell a',
      'tell b',
      'tell c',
      'active a',
      'active b',
      'active c',
      'deactivate c',
      'deactivate b',
      'deactivate a',
    ],
    ...['close c', 'close b', 'close a'],
  ]);
});

test('where one cannot be opened, nothing stays open', () => {
  const { done, list } = three({ name: 'c', at: 'open' });
  assert.throws(() => OpenEndpoints.open(list, ''), /c fails/);
  assert.deepEqual(done, ['open a', 'open b', 'close b', 'close a']);
});

test('where one cannot be activated, nothing stays active, and it can be tried again', () => {
  const fails = { name: 'c', at: 'activate' as Step };
  const { done, list } = three(fails);
  const endpoints = OpenEndpoints.open(list, '');
  done.length = 0;
  assert.throws(() => endpoints.activate(), /c fails/);
  assert.deepEqual(done, ['activate a', 'activate b', 'deactivate b', 'deactivate a']);
  done.length = 0;
  fails.name = '';
  endpoints.activate();
  assert.deepEqual(done, ['activate a', 'activate b', 'activate c']);
});

test('one that fails to close keeps none of the others open, and is told', async () => {
  const closed: string[] = [];
  const broken: Endpoint = { close: () => Promise.reject(new Error('b fails')) };
  const thrower: Endpoint = {
    close() {
      throw new Error('a fails');
    },
  };
  const slow: Endpoint = {
    async close() {
      await Promise.resolve();
      closed.push('slow');
    },
  };
  const endpoints = OpenEndpoints.open([() => slow, () => broken, () => thrower], '');
  await assert.rejects(endpoints.close(), /fails/);
  assert.deepEqual(closed, ['slow']);
});

test('one that fails to deactivate or to report keeps none of the others from it', () => {
  const fails = { name: 'b', at: 'deactivate' as Step };
  const { done, list } = three(fails);
  const endpoints = OpenEndpoints.open(list, '');
  endpoints.activate();
  done.length = 0;
  assert.throws(() => endpoints.deactivate(), /b fails/);
  assert.deepEqual(done, ['deactivate c', 'deactivate a']);
  done.length = 0;
  fails.at = 'active';
  const lifecycle = { state: 'active', reason: '' };
  const errors: unknown[] = [];
  const snapshot = nodeSnapshot(UNCONFIGURED, 0n);
  endpoints.report({ snapshot, lifecycle, diagnoses: [] }, (error) => errors.push(error));
  assert.deepEqual(done, ['active a', 'active c']);
  assert.equal(errors.length, 1);
});

test('one that is not active is not deactivated', () => {
  const { done, list } = three();
  const endpoints = OpenEndpoints.open(list, '');
  endpoints.activate();
  endpoints.deactivate();
  done.length = 0;
  endpoints.deactivate();
  assert.deepEqual(done, []);
});

test('sinks are those that take perceptions, in order', () => {
  const takes: Endpoint = { perceived: () => {}, close: () => {} };
  const other: Endpoint = { close: () => {} };
  const endpoints = OpenEndpoints.open([() => other, () => takes], undefined);
  assert.deepEqual(endpoints.sinks, [takes]);
});
