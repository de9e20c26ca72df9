import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VljepaError } from '../../src/errors.js';
import { VocabularyCheck } from '../../src/vocabularyCheck.js';
import { FakeEngine } from '../fakeEngine.js';

/** The fake engine knows no word with a letter that is not ASCII. */
const engine = new FakeEngine();

test('a label and a query are named with the words that the pack does not know', async () => {
  const said: string[] = [];
  const check = new VocabularyCheck((note) => said.push(note));
  await check.check(engine, ['a door', 'eine Tür im Gebäude'], ['what now?', 'カメラ?']);
  assert.equal(said.length, 2);
  assert.match(
    said[0]!,
    /^label "eine Tür im Gebäude": .*pack fake\/1 .*know Tür, Gebäude .*scores/,
  );
  assert.match(said[1]!, /^query "カメラ\?": .*know カメラ\? .*states/);
});

test('each is named once, until it goes and comes again', async () => {
  const said: string[] = [];
  const check = new VocabularyCheck((note) => said.push(note));
  for (const labels of [['Tür'], ['Tür'], ['Tür', 'Kühlschrank'], [], ['Tür']])
    await check.check(engine, labels, []);
  assert.deepEqual(
    said.map((note) => note.slice(0, note.indexOf(':'))),
    ['label "Tür"', 'label "Kühlschrank"', 'label "Tür"'],
  );
});

test("nothing is said of the pack's own query", async () => {
  const said: string[] = [];
  const own = new FakeEngine();
  Object.assign(own.pack, { defaultQuery: 'カメラ?' });
  await new VocabularyCheck((note) => said.push(note)).check(own, [], ['カメラ?']);
  assert.deepEqual(said, []);
});

test('an engine that fails is asked again the next time', async () => {
  const said: string[] = [];
  const check = new VocabularyCheck((note) => said.push(note));
  const failing = new FakeEngine();
  failing.unknownWords = () => Promise.reject(new VljepaError('REQUEST_FAILED', 'gone'));
  await check.check(failing, ['Tür'], []);
  await check.check(engine, ['Tür'], []);
  assert.equal(said.length, 1);
});
