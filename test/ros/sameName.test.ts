import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from './until.js';
import { World, level, type Diagnostics } from './world.js';

const SHARED = /\[WARN\].*2 nodes are called \/vljepa: .*-r __node:=NAME/;
const args = ['-p', 'autostart:=false'];
let world: World;
let diagnostics: Diagnostics;

beforeEach(async () => {
  world = await World.open();
  diagnostics = await world.diagnostics();
});
afterEach(() => world?.close());

/** The newest status has that level. */
function judged(wanted: number): Promise<boolean> {
  return until(`level ${wanted} of the name`, () => {
    const status = diagnostics.newest('name');
    return status !== undefined && level(status) === wanted;
  });
}

test('two nodes of one name: each says so once, and in /diagnostics until it is alone again', async () => {
  const first = world.start(args);
  await judged(0);
  const second = world.start(args);
  for (const node of [first, second]) await node.logged(SHARED);
  await judged(1);
  await diagnostics.next('name', 'a second report');
  await diagnostics.next('name', 'a third report');
  for (const node of [first, second]) assert.equal(node.lines(SHARED).length, 1, node.log);
  await second.end();
  await judged(0);
  assert.match(diagnostics.newest('name')!.message, /no other node is called \/vljepa/);
});

test('the same name in another namespace is another name', async () => {
  const nodes = [world.start(args), world.start([...args, '-r', '__ns:=/robot1'])];
  await until('both nodes', async () => {
    const { nodes } = await world.client.names();
    return ['/vljepa', '/robot1/vljepa'].every((name) => nodes.includes(name));
  });
  for (const node of ['vljepa', '/robot1/vljepa'])
    for (const look of ['one', 'a second', 'a third'])
      assert.equal(level(await diagnostics.next('name', look, undefined, node)), 0);
  for (const node of nodes) assert.deepEqual(node.lines(/nodes are called/), []);
});
