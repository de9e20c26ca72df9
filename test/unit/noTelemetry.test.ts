import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where a file loads ONNX Runtime for what follows. */
const LOADS = /^\s*(import onnxruntime\b|from onnxruntime\b|import .* from 'onnxruntime-node')/m;
const TURNS_OFF = /ORT_DISABLE_TELEMETRY['"]\] = ['"]1['"]|import '[./a-z]+\/noTelemetry\.js'/;

const files = ['src', 'bench', 'test', 'training']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  .filter((file) => /\.(ts|mjs|py)$/.test(file) && !/(^|\/)(\.venv|node_modules)\//.test(file));

test('whatever loads ONNX Runtime turns its telemetry off first', () => {
  const loading = files
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))
    .filter(({ file, text }) => LOADS.test(text) && !file.endsWith('noTelemetry.test.ts'));
  assert.ok(loading.length >= 4, 'the files that load it are found');
  for (const { file, text } of loading) {
    const off = text.search(TURNS_OFF);
    assert.ok(off >= 0 && off < text.search(LOADS), `${file} loads ONNX Runtime with telemetry on`);
  }
});
