import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import type { Node, ServiceClient } from '../../src/ros/rcl.js';
import { Snapshots } from '../../src/ros/snapshots.js';

const WATCH = {
  name: 'person',
  snapshotService: '/recorder/snapshot',
  snapshotDelaySeconds: 5,
  snapshotIntervalSeconds: 60,
};
const TRIGGER = 'std_srvs/srv/Trigger';
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Snapshots of a node in whose graph there are these services, with the timers in hand. */
function setUp(
  t: TestContext,
  services: Readonly<Record<string, readonly string[]>>,
  answer: () => Promise<object> = () => Promise.resolve({ success: true }),
) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const calls: string[] = [];
  const open = new Set<ServiceClient>();
  const said: string[] = [];
  const log = {
    debug: () => {},
    info: (message: string) => void said.push(message),
    warnThrottled: (_: string, message: string) => void said.push(message),
  };
  const node = {
    resolveServiceName: (name: string) => name,
    getServiceNamesAndTypes: () =>
      Object.entries(services).map(([name, types]) => ({ name, types })),
    createClient(type: string, service: string) {
      const client: ServiceClient = {
        sendRequestAsync: () => {
          calls.push(`${service} ${type}`);
          return answer();
        },
      };
      open.add(client);
      return client;
    },
    destroyClient: (client: ServiceClient) => void open.delete(client),
  } as unknown as Node;
  return { snapshots: new Snapshots(node, log), calls, open, said };
}

test('it is called after the delay, and not again before the interval is over', async (t) => {
  const { snapshots, calls, open, said } = setUp(t, { '/recorder/snapshot': [TRIGGER] });
  snapshots.rose(WATCH, 0);
  mock.timers.tick(4999);
  await settle();
  assert.deepEqual(calls, []);
  mock.timers.tick(1);
  await settle();
  assert.deepEqual(calls, [`/recorder/snapshot ${TRIGGER}`]);
  assert.deepEqual(said, ['watch person: /recorder/snapshot keeps what happened']);
  assert.equal(open.size, 0);
  snapshots.rose(WATCH, 59_999);
  mock.timers.tick(60_000);
  await settle();
  assert.equal(calls.length, 1);
  snapshots.rose(WATCH, 60_000);
  // Another watch has an interval of its own.
  snapshots.rose({ ...WATCH, name: 'door' }, 60_000);
  mock.timers.tick(5000);
  await settle();
  assert.equal(calls.length, 3);
});

test('a watch without a recorder calls nothing, and closing ends what waits', async (t) => {
  const { snapshots, calls } = setUp(t, { '/recorder/snapshot': [TRIGGER] });
  snapshots.rose({ ...WATCH, snapshotService: '' }, 0);
  snapshots.rose(WATCH, 0);
  snapshots.close();
  mock.timers.tick(10_000);
  await settle();
  assert.deepEqual(calls, []);
});

test('why there is no snapshot is said', async (t) => {
  for (const [services, answer, pattern] of [
    [{}, undefined, /no snapshot: there is no service \/recorder\/snapshot: start the recorder/],
    [
      { '/recorder/snapshot': ['std_srvs/srv/Empty'] },
      undefined,
      /expected .* rosbag2_interfaces\/srv\/Snapshot or std_srvs\/srv\/Trigger, got std_srvs\/srv\/Empty/,
    ],
    [
      { '/recorder/snapshot': [TRIGGER] },
      () => Promise.resolve({ success: false, message: 'disk full' }),
      /answered that it failed disk full/,
    ],
    [
      { '/recorder/snapshot': [TRIGGER] },
      () => Promise.reject(new Error('timed out')),
      /no snapshot: timed out/,
    ],
  ] as const) {
    const { snapshots, said, open } = setUp(t, services, answer);
    snapshots.rose(WATCH, 0);
    mock.timers.tick(5000);
    await settle();
    assert.equal(said.length, 1);
    assert.match(said[0]!, pattern);
    assert.equal(open.size, 0);
    mock.timers.reset();
  }
});

test('a recorder whose type is not installed here is told from one that is not there', async (t) => {
  const before = process.env['AMENT_PREFIX_PATH'];
  process.env['AMENT_PREFIX_PATH'] = '/nowhere';
  t.after(() => {
    if (before === undefined) delete process.env['AMENT_PREFIX_PATH'];
    else process.env['AMENT_PREFIX_PATH'] = before;
  });
  const { snapshots, calls, said } = setUp(t, {
    '/recorder/snapshot': ['rosbag2_interfaces/srv/Snapshot'],
  });
  snapshots.rose(WATCH, 0);
  mock.timers.tick(5000);
  await settle();
  assert.deepEqual(calls, []);
  assert.match(said[0]!, /the package rosbag2_interfaces is not sourced here: install it/);
});
