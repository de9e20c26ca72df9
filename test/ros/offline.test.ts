import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reserveDomain } from './domain.js';
import {
  cannotWatch,
  internetSockets,
  pathsWritten,
  portsReached,
  WatchedProgram,
} from './systemCalls.js';
import { until } from './until.js';

const LAUNCHER = fileURLToPath(new URL('../../../bin/vljepa', import.meta.url));
const BAG = fileURLToPath(new URL('../../../test/bags/sample', import.meta.url));
const START_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'vljepa-offline-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** An environment whose home is empty, and in which nothing turns telemetry off from outside. */
function environment(name: string): { env: NodeJS.ProcessEnv; home: string; out: string } {
  const [home, out] = [join(folder, name, 'home'), join(folder, name, 'out')];
  mkdirSync(home, { recursive: true });
  mkdirSync(out);
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, ROS_LOG_DIR: join(out, 'log') };
  for (const variable of ['ORT_DISABLE_TELEMETRY', 'XDG_CACHE_HOME', 'ROS_HOME']) {
    delete env[variable];
  }
  // Empty, not absent: Node.js hands it on to children that lack it, and they would write a file.
  env['NODE_V8_COVERAGE'] = '';
  return { env, home, out };
}

/** DDS keeps its shared memory there; /dev/null is not a file. */
const allowed = (out: string) => (path: string) =>
  [out, '/dev/shm/', '/dev/null'].some((start) => path.startsWith(start));

test(
  'a node reaches nothing but DDS and writes nothing but its log',
  { skip: cannotWatch },
  async () => {
    const { env, home, out } = environment('node');
    const domain = reserveDomain();
    Object.assign(env, {
      ROS_DOMAIN_ID: String(domain),
      ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST',
    });
    const parameter = 'cameras.front.topic:=/front/image_raw';
    const node = new WatchedProgram(
      [LAUNCHER, 'perception', '--ros-args', '-p', parameter],
      join(folder, 'node.calls'),
      env,
    );
    const ending = node.ended();
    await until(
      () => `the node to be active: ${node.said}`,
      () => node.said.includes('activate: done'),
      START_MS,
    );
    node.child.kill('SIGINT');
    const { code, calls } = await ending;
    assert.equal(code, 0, node.said);
    const first = 7400 + 250 * domain;
    const ports = portsReached(calls);
    assert.ok(ports.size > 0, 'DDS is seen');
    assert.deepEqual(
      [...ports].filter((port) => port < first || port >= first + 250),
      [],
    );
    assert.deepEqual(
      internetSockets(calls).filter((call) => !call.includes('SOCK_DGRAM')),
      [],
    );
    assert.deepEqual(
      pathsWritten(calls).filter((path) => !allowed(out)(path)),
      [],
    );
    assert.deepEqual(readdirSync(home), []);
  },
);

test(
  'a replay opens no socket and writes nothing but its output',
  { skip: cannotWatch },
  async () => {
    const { env, home, out } = environment('replay');
    const replay = new WatchedProgram(
      [LAUNCHER, 'replay', BAG, '--out', out],
      join(folder, 'replay.calls'),
      env,
    );
    const { code, calls } = await replay.ended();
    assert.equal(code, 0, replay.said);
    assert.deepEqual(internetSockets(calls), []);
    const written = pathsWritten(calls);
    assert.ok(
      written.some((path) => path.endsWith('states.mcap')),
      'writing is seen',
    );
    assert.deepEqual(
      written.filter((path) => !allowed(out)(path)),
      [],
    );
    assert.deepEqual(readdirSync(home), []);
  },
);
