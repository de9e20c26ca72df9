import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openEngine } from '../../src/engine/openEngine.js';
import {
  candidates,
  describeRuntime,
  executionProviders,
  largestBatch,
} from '../../src/executionProvider.js';
import { tinyPack } from '../fixtures/fixtures.js';

const tiny = tinyPack('tiny_frame');

test('auto tries what the build has and ends with the CPU', () => {
  assert.deepEqual(candidates('auto', ['cpu', 'webgpu', 'cuda', 'tensorrt']), ['cuda', 'cpu']);
  assert.deepEqual(candidates('auto', ['cpu']), ['cpu']);
  assert.deepEqual(candidates('auto', ['cpu', 'coreml']), ['coreml', 'cpu']);
});

test('one that is named is the only one, whether the build has it or not', () => {
  for (const name of executionProviders) assert.deepEqual(candidates(name, ['cpu']), [name]);
});

test('batches are worth while on several threads and on a GPU', () => {
  assert.deepEqual(
    [largestBatch(1, 'cpu'), largestBatch(2, 'cpu'), largestBatch(1, 'cuda')],
    [1, 8, 8],
  );
});

test('the CPU is the default, and how long it took is told', async () => {
  const engine = await openEngine({ pack: tiny });
  const { executionProvider, loadMs, warmUpMs, passedOver } = engine.runtime;
  assert.equal(executionProvider, 'cpu');
  assert.ok(loadMs > 0 && warmUpMs > 0);
  assert.deepEqual(passedOver, []);
  await engine.dispose();
});

// No machine with a GPU runs these tests; one that has it refuses others, and auto takes it.
for (const executionProvider of ['coreml', 'qnn'] as const) {
  test(`${executionProvider}, which no build for Linux has, is refused with what there is`, async () => {
    await assert.rejects(openEngine({ pack: tiny, executionProvider }), {
      code: 'EXECUTION_PROVIDER',
      message: new RegExp(
        `execution_provider ${executionProvider} does not work here: .*${executionProvider}.*; ` +
          'this build of ONNX Runtime has cpu, .*docs/hardware\\.md.*auto',
      ),
    });
  });
}

test('auto passes over what does not load, and says why', async () => {
  const engine = await openEngine({ pack: tiny, executionProvider: 'auto' });
  const { executionProvider, passedOver } = engine.runtime;
  const tried = [...passedOver.map((other) => other.executionProvider), executionProvider];
  assert.equal(tried[0], process.arch === 'x64' ? 'cuda' : 'cpu');
  for (const { reason } of passedOver) assert.match(reason, /\[PACK_GRAPH\] .*does not load/);
  const line = describeRuntime(engine.runtime);
  assert.match(
    line,
    new RegExp(`^execution provider ${executionProvider}, loaded in \\d+\\.\\d s`),
  );
  for (const other of passedOver) {
    assert.ok(line.includes(`${other.executionProvider} was passed over: ${other.reason}`), line);
  }
  await engine.dispose();
});
