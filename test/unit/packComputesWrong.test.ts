import assert from 'node:assert/strict';
import { rmSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { ONE_THREAD } from '../../src/executionProvider.js';
import type { Prediction } from '../../src/engine/engine.js';
import { UNASKED_ID, type EngineRequest, type Reply } from '../../src/engine/messages.js';
import { EngineService } from '../../src/engine/worker/engineService.js';
import { FailureStreak } from '../../src/engine/worker/failureStreak.js';
import { plain, tinyPack } from '../fixtures/fixtures.js';
import { computeWrong } from '../wrongOutputs.js';

type Colour = readonly [number, number, number];
const grey: Colour = [100, 120, 140];
/** The fragile packs' X-Encoder gives NaN for it. */
const blue: Colour = [0, 0, 255];

/** A service on this thread whose graphs can be made to compute wrong, and count their runs. */
async function service(t: TestContext, pack: string) {
  const state = { wrong: false, runs: 0 };
  const restore = computeWrong(() => {
    state.runs += 1;
    return state.wrong;
  });
  const { port1, port2 } = new MessageChannel();
  const replies: Reply[] = [];
  port1.on('message', (reply: Reply) => replies.push(reply));
  let lastId = UNASKED_ID;
  const ask = async (request: EngineRequest): Promise<Reply> => {
    const id = (lastId += 1);
    port1.postMessage({ id, request });
    for (;;) {
      const reply = replies.find((one) => one.id === id);
      if (reply) return reply;
      await setImmediate();
    }
  };
  new EngineService(port2).start();
  await ask({ kind: 'load', pack, compute: ONE_THREAD, maxBatch: 1 });
  t.after(async () => {
    restore();
    await ask({ kind: 'dispose' });
    port1.close();
  });
  let frame = 0;
  const window = (camera: string, colour: Colour): Promise<Reply> => {
    const handle = (frame += 1);
    const frames = [{ id: handle, stampNs: BigInt(handle) }];
    const image = plain(8, 8, colour);
    port1.postMessage({
      id: 0,
      request: { kind: 'encode', handle, camera, frames, length: 3, image },
    });
    return ask({ kind: 'predict', handle, queries: [''] });
  };
  /** After everything that was begun before. */
  const unasked = async (): Promise<Reply[]> => {
    await ask({ kind: 'encodeText', texts: [] });
    return replies.filter(({ id }) => id === UNASKED_ID);
  };
  return { state, window, unasked };
}

function codeOf(reply: Reply): string {
  return 'error' in reply ? reply.error.code : 'none';
}

test('windows of any camera fail three times in a row, and so do the golden vectors: the pack computes wrong', async (t) => {
  const { state, window, unasked } = await service(t, tinyPack('tiny_frame'));
  assert.equal(codeOf(await window('a', grey)), 'none');
  state.wrong = true;
  for (const camera of ['a', 'b'])
    assert.equal(codeOf(await window(camera, grey)), 'REQUEST_FAILED');
  assert.deepEqual(await unasked(), []);
  assert.equal(codeOf(await window('a', grey)), 'REQUEST_FAILED');
  const [told, ...more] = await unasked();
  assert.deepEqual(more, []);
  assert.ok(told && 'error' in told);
  assert.equal(told.error.code, 'PACK_COMPUTES_WRONG');
  assert.match(
    told.error.message,
    /golden vectors as when it was loaded, got \[REQUEST_FAILED\].*not finite/,
  );
});

test('a scene at which the pack gives NaN: the golden vectors are right, and the next window, too', async (t) => {
  const { state, window, unasked } = await service(t, tinyPack('tiny_fragile_frame'));
  const before = state.runs;
  for (let i = 0; i < 3; i += 1) assert.equal(codeOf(await window('a', blue)), 'REQUEST_FAILED');
  assert.deepEqual(await unasked(), []);
  // A window at which the X-Encoder fails runs one graph.
  assert.ok(state.runs > before + 3, 'the golden vectors were computed again');
  // Not for every window from then on.
  const checked = state.runs;
  for (let i = 0; i < 5; i += 1) assert.equal(codeOf(await window('a', blue)), 'REQUEST_FAILED');
  assert.deepEqual(await unasked(), []);
  assert.equal(state.runs, checked + 5);
  const good = await window('a', grey);
  assert.ok('value' in good && (good.value as Prediction).embeddings.length === 1);
});

test('a pack whose files are gone is not blamed for what its graphs compute', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vljepa-wrong-'));
  cpSync(tinyPack('tiny_frame'), folder, { recursive: true });
  const { state, window, unasked } = await service(t, folder);
  rmSync(folder, { recursive: true });
  state.wrong = true;
  for (let i = 0; i < 4; i += 1) assert.equal(codeOf(await window('a', grey)), 'REQUEST_FAILED');
  assert.deepEqual(await unasked(), []);
});

test('a check is due after three failures in a row, and at most once a minute', () => {
  const streak = new FailureStreak();
  const due = (nowMs: number): boolean => streak.failed(nowMs);
  assert.deepEqual([due(0), due(1)], [false, false]);
  streak.succeeded();
  assert.deepEqual([due(2), due(3), due(4)], [false, false, true]);
  assert.deepEqual([due(5), due(60_003), due(60_004), due(60_005)], [false, false, true, false]);
});
