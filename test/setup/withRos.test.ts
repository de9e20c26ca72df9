import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ended, ROOT, run } from './checkout.js';

const WITH_ROS = join(ROOT, 'scripts/with-ros');

test('the command runs in the folder of its caller, with its arguments and exit code', async () => {
  const cwd = realpathSync(tmpdir());
  const script = 'pwd; printf "%s|" "$@"; exit 7';
  const result = await run(WITH_ROS, ['bash', '-c', script, '-', 'a b', '--node'], { cwd });
  assert.equal(result.stdout, `${cwd}\na b|--node|`);
  assert.equal(result.code, 7);
});

test('the command takes the place of with-ros: signals reach it', async () => {
  const program = `process.on('SIGTERM', () => process.exit(5));
    setInterval(() => {}, 1000);
    console.log(process.pid);`;
  const child = spawn(WITH_ROS, ['node', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = ended(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGTERM');
  const { stdout, code } = await end;
  assert.equal(Number(stdout), child.pid);
  assert.equal(code, 5);
});

test('the messages have their readable fields before the long array', async () => {
  const script = `import json
from vljepa.msg import WorldState, DecodedText, LabelScore
print(json.dumps({m.__name__: list(m.get_fields_and_field_types()) for m in (WorldState, DecodedText, LabelScore)}))
print(DecodedText.FIRST, DecodedText.CHANGE, DecodedText.REQUEST)`;
  const { stdout, stderr } = await run(WITH_ROS, ['python3', '-c', script]);
  const [fields, reasons] = stdout.trim().split('\n');
  assert.ok(fields, stderr);
  const { WorldState, DecodedText, LabelScore } = JSON.parse(fields) as Record<string, string[]>;
  assert.deepEqual([WorldState?.[0], WorldState?.at(-1)], ['header', 'embedding']);
  assert.equal(DecodedText?.[0], 'header');
  assert.deepEqual(LabelScore?.slice(0, 2), ['label', 'score']);
  assert.equal(reasons, '0 1 2');
});

test('what the caller has set stays, what it has not gets a default', async () => {
  const show = ['bash', '-c', 'echo "$FASTRTPS_DEFAULT_PROFILES_FILE|$RMW_IMPLEMENTATION"'];
  const { FASTRTPS_DEFAULT_PROFILES_FILE, FASTDDS_DEFAULT_PROFILES_FILE, ...env } = process.env;
  void [FASTRTPS_DEFAULT_PROFILES_FILE, FASTDDS_DEFAULT_PROFILES_FILE];
  const plain = await run(WITH_ROS, show, { env });
  assert.ok(existsSync(plain.stdout.split('|')[0]!), plain.stdout);
  const own = { FASTRTPS_DEFAULT_PROFILES_FILE: '/my.xml', RMW_IMPLEMENTATION: 'rmw_mine' };
  const chosen = await run(WITH_ROS, show, { env: { ...env, ...own } });
  assert.equal(chosen.stdout, '/my.xml|rmw_mine\n');
});

test('inside itself it changes nothing', async () => {
  const show = ['bash', '-c', 'echo "$AMENT_PREFIX_PATH $LD_LIBRARY_PATH $PYTHONPATH $PATH"'];
  const once = await run(WITH_ROS, show);
  const twice = await run(WITH_ROS, [WITH_ROS, ...show]);
  assert.equal(twice.stdout, once.stdout);
});

test('without a command it says how it is used', async () => {
  const { code, stderr } = await run(WITH_ROS, ['--nodes', 'true']);
  assert.equal(code, 2);
  assert.match(stderr, /scripts\/with-ros \[--npm\] \[--python\] \[--node/);
});
