import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { checkout } from '../fixtures/fixtures.js';
import type { WorldState } from './messages.js';
import type { PerceptionProcess } from './perceptionProcess.js';
import { green, red } from './pictures.js';
import type { Heard } from './rosClient.js';
import { World, seconds } from './world.js';

/** Mounts of its own for one process, without being root. */
const IN_A_NAMESPACE = ['unshare', '--map-root-user', '--mount'];
const probe = spawnSync(IN_A_NAMESPACE[0]!, [...IN_A_NAMESPACE.slice(1), 'true'], {
  encoding: 'utf8',
});
const skip =
  probe.status === 0 ? false : `no user namespaces: ${probe.error?.message ?? probe.stderr.trim()}`;
const TOPIC = '/front/image_raw';
let world: World;
let states: Heard<WorldState>;
let folder: string;
/** Home, temporary files and log. */
let places: { readonly home: string; readonly tmp: string; readonly log: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-read-only-'));
  places = { home: join(folder, 'home'), tmp: join(folder, 'tmp'), log: join(folder, 'log') };
  for (const place of Object.values(places)) mkdirSync(place);
  world = await World.open();
  states = await world.states();
});
afterEach(async () => {
  await world?.close();
  rmSync(folder, { recursive: true });
});

/** @param readOnly folders that the node may only read */
function start(readOnly: readonly string[], ...more: readonly string[]): PerceptionProcess {
  const { home, tmp, log } = places;
  const mounts = readOnly.map((_, index) => {
    const path = `"\${${index + 1}}"`;
    return `mount --bind ${path} ${path} && mount -o remount,bind,ro ${path}`;
  });
  const script = [...mounts, `shift ${readOnly.length}`, 'exec "$@"'].join(' && ');
  return world.start(
    [
      ...['-p', `cameras.front.topic:=${TOPIC}`, '-p', 'cameras.front.reliability:=reliable'],
      ...more,
    ],
    [],
    { HOME: home, TMPDIR: tmp, ROS_LOG_DIR: log },
    [...IN_A_NAMESPACE, 'sh', '-c', script, 'sh', ...readOnly],
  );
}

async function sees(node: PerceptionProcess): Promise<bigint> {
  await node.active();
  const camera = await world.camera(TOPIC);
  return camera.connect(states, red, seconds(1000));
}

test('home, temporary files and the package itself are read-only: it sees', { skip }, async () => {
  const node = start([places.home, places.tmp, checkout]);
  await sees(node);
  assert.deepEqual(node.lines(/\[(WARN|ERROR)\]/), []);
});

test('so is its log folder: the start is refused with what to set', { skip }, async () => {
  const node = start([places.log]);
  assert.deepEqual(await node.gone(), { code: 1, signal: null }, node.log);
  assert.match(
    node.log,
    /^vljepa: \[ROS_ENVIRONMENT\] ROS 2 keeps its logs in \S+\/log, which cannot be written \(EROFS[^\n]*set ROS_LOG_DIR to a folder that can be written\n$/,
  );
});

test('unless it is told to write no log: then everything may be read-only', { skip }, async () => {
  await sees(start([places.home, places.tmp, places.log, checkout], '--disable-external-lib-logs'));
});

test('the log folder becomes read-only under the running node: it goes on', { skip }, async () => {
  const node = start([places.home], '--log-level', 'debug');
  const nextNs = await sees(node);
  execFileSync('nsenter', [
    ...['--preserve-credentials', '--user', '--mount', '--target', String(node.pid)],
    ...['sh', '-c', 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', places.log],
  ]);
  const camera = await world.camera(TOPIC);
  await camera.connect(states, green, nextNs);
});
