import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { openSockets, type OpenSocket } from './openSockets.js';
import { red } from './pictures.js';
import { World, seconds } from './world.js';

let world: World;

beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world?.close());

test('an active node has the sockets of DDS open, and no other', async () => {
  const states = await world.states();
  const node = world.start([
    ...['-p', 'cameras.front.topic:=/front/image_raw'],
    ...['-p', 'cameras.front.reliability:=reliable'],
  ]);
  await node.active();
  const camera = await world.camera('/front/image_raw');
  let nextNs = await camera.connect(states, red, seconds(1000));
  const seen = new Map<string, OpenSocket>();
  for (let look = 0; look < 20; look++) {
    await camera.show(states, red, (nextNs += seconds(0.25)));
    for (const socket of openSockets(node.pid)) seen.set(JSON.stringify(socket), socket);
  }
  const sockets = [...seen.values()];
  assert.deepEqual(
    sockets.filter(({ family, path }) => family !== 'udp' && !(family === 'unix' && path === '')),
    [],
    'UDP, and its standard output and error, which this test reads',
  );
  const first = 7400 + 250 * Number(world.env['ROS_DOMAIN_ID']);
  const ofDomain = (port: number) => port >= first && port < first + 250;
  const ports = sockets.flatMap(({ port }) => port ?? []);
  assert.ok(ports.some(ofDomain), 'DDS is seen');
  assert.deepEqual(
    ports.filter((port) => !ofDomain(port) && !ofFastDds(port) && !chosenByKernel(port)),
    [],
  );
});

/** Each participant has one more, from 7000 up, in any domain. */
function ofFastDds(port: number): boolean {
  return port >= 7000 && port < 7400;
}

/** What is sent from. */
function chosenByKernel(port: number): boolean {
  const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  const [from, to] = range.trim().split(/\s+/).map(Number);
  return port >= from! && port <= to!;
}
