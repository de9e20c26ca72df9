import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkout } from '../fixtures/fixtures.js';
import { until } from './until.js';
import { World } from './world.js';

const CAMERA = '/camera/image_raw';
const policy = readFileSync(join(checkout, 'config/sros2.policy.xml'), 'utf8');
let world: World;
before(async () => {
  world = await World.open();
  const node = world.start([
    ...['-p', `cameras.front.topic:=${CAMERA}`, '-p', 'use_sim_time:=true'],
  ]);
  await node.active();
});
after(() => world?.close());

/** Full names in a section of the policy. */
function allowed(section: string, name: 'topic' | 'service'): string[] {
  const [, inside] = new RegExp(`<${section}>(.*?)</${name}s>`, 's').exec(policy)!;
  return [...inside!.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'g'))]
    .map(([, found]) => found!.replace(/^~/, '/vljepa'))
    .sort();
}

/** What the node publishes, or subscribes to. */
async function topicsOf(role: 'publishers' | 'subscriptions'): Promise<string[]> {
  const { topics } = await world.client.names();
  const own = await Promise.all(
    Object.keys(topics).map(async (topic) => {
      const ends = (await world.client.endpoints(topic))[role];
      return ends.some(({ node }) => node === '/vljepa') ? [topic] : [];
    }),
  );
  return own.flat().sort();
}

const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

for (const [role, section] of [
  ['publishers', 'topics publish="ALLOW"'],
  ['subscriptions', 'topics subscribe="ALLOW"'],
] as const) {
  test(`the policy allows the ${role} that the node has, and no others`, async () => {
    let found: string[] = [];
    const expected = allowed(section, 'topic');
    await until(
      () => `${role} ${expected.join(', ')}, not ${found.join(', ')}`,
      async () => same((found = await topicsOf(role)), expected),
    );
  });
}

test('the policy allows the services that the node offers, and no others', async () => {
  const expected = allowed('services reply="ALLOW"', 'service');
  let found: string[] = [];
  await until(
    () => `services ${expected.join(', ')}, not ${found.join(', ')}`,
    async () => {
      const { services } = await world.client.names();
      found = Object.keys(services)
        .filter((name) => name.startsWith('/vljepa/'))
        .sort();
      return same(found, expected);
    },
  );
  assert.ok(found.length > 0);
});
