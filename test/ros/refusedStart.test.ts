import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Lifecycle } from './lifecycleService.js';
import { World } from './world.js';

let world: World;

before(async () => {
  world = await World.open();
});
after(() => world?.close());

const REFUSED: readonly [what: string, args: readonly string[], reason: RegExp][] = [
  ['no camera', [], /\[CAMERA_NONE\] expected at least one camera/],
  ['a camera without a topic', ['cameras.front.rate:=2.0'], /cameras\.front\.topic/],
  [
    'two cameras on one topic',
    ['cameras.front.topic:=/a', 'cameras.rear.topic:=/a'],
    /cameras\.front\.topic and cameras\.rear\.topic/,
  ],
  [
    'NaN',
    ['cameras.front.topic:=/a', 'selective_decoding.threshold:=.nan'],
    /selective_decoding\.threshold: expected 0 to 4, got NaN/,
  ],
  ['out of range', ['cameras.front.topic:=/a', 'threads:=0'], /threads: expected 1 to 64, got 0/],
  ['another type', ['cameras.front.topic:=/a', 'threads:=two'], /threads: .*whole number.*"two"/],
  [
    'an execution provider that the build does not have',
    ['cameras.front.topic:=/a', 'execution_provider:=qnn'],
    /\[EXECUTION_PROVIDER\] execution_provider qnn does not work here/,
  ],
  [
    'a word that is not one of the choices',
    ['cameras.front.topic:=/a', 'cameras.front.transport:=theora'],
    /auto, raw, compressed.*theora/,
  ],
];

for (const [index, [what, args, reason]] of REFUSED.entries()) {
  test(`autostart with ${what}: the reason, unconfigured, and the node stays`, async () => {
    const name = `refused${index}`;
    const parameters = args.flatMap((arg) => ['-p', arg]);
    const refused = world.start(['-r', `__node:=${name}`, ...parameters]);
    const line = await refused.logged(/cannot configure/);
    assert.match(line, reason);
    assert.match(line, /^\[ERROR\]/);
    assert.equal(await new Lifecycle(world.client, `/${name}`).state(), 'unconfigured');
    const ending = await refused.end();
    assert.equal(ending.code, 0, `${JSON.stringify(ending)}\n${refused.log}`);
  });
}
