import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchMessage } from '../../../src/messages/outputs.js';
import { ReplayedWatches, watchText } from '../../../src/replay/replayedWatches.js';
import type { JudgedState } from '../../../src/worldState.js';
import { FakeEngine, direction } from '../../fakeEngine.js';
import { SETTINGS, stamp } from './watchCase.js';

const PERSON = 'is a person in view?';

function fakeEngine(): FakeEngine {
  const engine = new FakeEngine();
  Object.assign(engine.pack, { answers: { yes: 'yes', no: 'no', scale: 20, yesOffset: 0 } });
  engine.encodeText = (texts) =>
    Promise.resolve(texts.map((text) => direction(text === 'yes' ? 0 : 90)));
  return engine;
}

/** What a watch needs of a window whose answer is yes below 45°. */
function state(camera: string, seconds: number, angle: number): JudgedState {
  return {
    camera,
    stampNs: stamp(seconds),
    run: 0,
    frameId: camera,
    condition: 'ok',
    answers: new Map([[PERSON, direction(angle)]]),
  } as unknown as JudgedState;
}

test('watches of a bag change as its stamps say, at any speed, and are written then', async () => {
  const written: WatchMessage[] = [];
  const notes: string[] = [];
  const watches = await ReplayedWatches.open(
    fakeEngine(),
    {
      watches: [SETTINGS, { ...SETTINGS, name: 'wrong', when: 'a'.repeat(2000) }],
      rateHz: { front: 4, rear: 4 },
      startNs: stamp(0),
    },
    {
      changed: (message) => {
        written.push(message);
        return Promise.resolve();
      },
      note: (note) => notes.push(note),
    },
  );
  assert.deepEqual(watches.queries, [PERSON]);
  assert.match(notes.join(), /^watch wrong: \[WATCH_REFUSED\] expected texts/);
  for (const [camera, seconds, angle] of [
    ['front', 1, 90],
    ['rear', 1, 90],
    ['front', 1.25, 0],
    ['rear', 1.25, 90],
    ['front', 1.5, 90],
    ['rear', 1.5, 90],
    // The front camera dies.
    ['rear', 1.75, 90],
    ['rear', 2, 90],
    ['rear', 2.25, 90],
  ] as const)
    await watches.perceived({ kind: 'state', state: state(camera, seconds, angle) });
  assert.deepEqual(
    written
      .filter(({ name }) => name === 'person')
      .map((message) => [
        message.header.stamp.sec + message.header.stamp.nanosec / 1e9,
        watchText(message),
      ]),
    [
      [1, 'watch person  UNKNOWN  camera rear has not been judged yet'],
      [1, 'watch person  OFF  probability 0.00'],
      [1.25, 'watch person  ON  probability 1.00'],
      [1.5, 'watch person  OFF  probability 0.00'],
      [2.25, 'watch person  UNKNOWN  camera front gives no windows any more'],
    ],
  );
});
