import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tinyPack } from '../fixtures/fixtures.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LAUNCHER = join(ROOT, 'bin/vljepa');
const folder = mkdtempSync(join(tmpdir(), 'vljepa-launcher-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Without a sourced ROS 2, in a folder that is not the checkout's. */
function launch(args: readonly string[], launcher = LAUNCHER, more: NodeJS.ProcessEnv = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, ...more };
  for (const name of ['AMENT_PREFIX_PATH', 'LD_LIBRARY_PATH', 'ROS_DISTRO']) delete env[name];
  return spawnSync(launcher, args, { env, cwd: folder, encoding: 'utf8' });
}

function refused(args: readonly string[], reason: RegExp): void {
  const { status, stdout, stderr } = launch(args);
  assert.equal(status, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^vljepa: [^\n]*\n$/);
  assert.match(stderr, reason);
}

const PACK_COMMANDS = [
  ['pack', 'check'],
  ['pack', 'list'],
  ['pack', 'bench'],
];

test('each command answers --help without a sourced ROS 2, and is listed', () => {
  const { status, stdout, stderr } = launch(['--help']);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  const listed = [...stdout.matchAll(/^ {2}(\w+) {3,}\S/gm)].map(([, name]) => name!);
  assert.deepEqual(listed, [
    'perception',
    'replay',
    'compare',
    'calibrate',
    'remember',
    'search',
    'pack',
  ]);
  for (const command of [...listed.map((name) => [name]), ...PACK_COMMANDS]) {
    const help = launch([...command, '--help']);
    assert.deepEqual({ status: help.status, stderr: help.stderr }, { status: 0, stderr: '' });
    assert.match(help.stdout, new RegExp(`^Usage: (ros2 run )?vljepa ${command.join(' ')} `));
  }
});

test('an unknown command is refused with the nearest one', () => {
  refused(['repaly'], /got "repaly"; did you mean replay\?/);
  refused(['pack', 'chekc', 'nano'], /after vljepa pack, got "chekc"; did you mean check\?/);
  refused(
    ['zzzzzzzz'],
    /\(perception, replay, compare, calibrate, remember, search, pack\) after vljepa, got "zzzzzzzz"; see --help/,
  );
  refused([], /got no command/);
  refused(['constructor'], /got "constructor"/);
});

test('--version is the one of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.equal(launch(['--version']).stdout, `vljepa ${version}\n`);
});

test('a link by the name of a command is that command; by any other name, the launcher', () => {
  for (const name of ['replay', 'perception', 'my-vljepa']) {
    symlinkSync(LAUNCHER, join(folder, name));
  }
  assert.match(launch(['--help'], join(folder, 'replay')).stdout, /^Usage: vljepa replay /);
  assert.match(launch(['-h'], join(folder, 'perception')).stdout, /vljepa perception /);
  assert.match(launch(['--help'], join(folder, 'my-vljepa')).stdout, /^Usage: vljepa COMMAND/);
});

test('V8 and glibc get their settings; the user may set those of glibc', () => {
  const script = join(folder, 'settings.mjs');
  writeFileSync(
    script,
    'console.log(JSON.stringify([process.execArgv, process.env.GLIBC_TUNABLES, process.argv[2]]))',
  );
  const { GLIBC_TUNABLES, ...unset } = process.env;
  void GLIBC_TUNABLES;
  const given = (env: NodeJS.ProcessEnv) =>
    JSON.parse(spawnSync(LAUNCHER, [script, 'x'], { env, encoding: 'utf8' }).stdout) as unknown;
  const flags = ['--v8-pool-size=1', '--max-semi-space-size=32'];
  const tunables =
    'glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=67108864:' +
    'glibc.malloc.trim_threshold=134217728:glibc.malloc.hugetlb=1';
  assert.deepEqual(given(unset), [flags, tunables, 'x']);
  const own = 'glibc.malloc.arena_max=2';
  assert.deepEqual(given({ ...unset, GLIBC_TUNABLES: own }), [flags, own, 'x']);
});

test('they are named in the launcher alone', () => {
  for (const file of ['package.json', 'scripts/with-ros', 'cmake/program.cmake']) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    assert.doesNotMatch(text, /v8-pool-size|max-semi-space|GLIBC_TUNABLES/, file);
  }
});

test('the oldest Node.js that will do is one number', () => {
  const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { engines?: { node: string } }>;
  };
  assert.match(engines.node, /^>=\d+\.\d+\.\d+$/);
  assert.equal(lock.packages['']?.engines?.node, engines.node);
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    const named = [...read(file).matchAll(/\bNode(?:\.js)? (\d[\d.]*\d)/g)].map(
      ([, version]) => version,
    );
    assert.ok(named.length > 0, file);
    for (const version of named) assert.equal(`>=${version}`, engines.node, file);
  }
});

const CHECKS = ['manifest', 'files', 'graphs', 'shapes', 'tokenizer', 'golden'];

test('pack check: a whole pack passes each check, one line each', () => {
  for (const pack of ['tiny_query', 'tiny_clip'] as const) {
    const { status, stdout, stderr } = launch(['pack', 'check', tinyPack(pack)]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(/ {2,}/).slice(0, 2)),
      CHECKS.map((check) => ['ok', check]),
    );
    assert.match(lines[0]!, new RegExp(`${pack} 1\\.0\\.0; pack\\.yaml fits format 1`));
  }
});

test('pack check: it stops at the check that fails, with its code and reason', () => {
  const pack = join(folder, 'broken');
  cpSync(tinyPack('tiny_frame'), pack, { recursive: true });
  writeFileSync(join(pack, 'phrases.txt'), 'other words\n');
  const { status, stdout, stderr } = launch(['pack', 'check', 'broken']);
  assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 2, stdout);
  assert.match(lines[0]!, /^ok +manifest /);
  assert.match(lines[1]!, /^FAILED +files +\[PACK_HASH\] .*phrases\.txt is not the file/);
});

test('pack check: a pack that is not there fails; a wrong command line is misuse', () => {
  const { status, stdout } = launch(['pack', 'check', '/no/such/pack']);
  assert.equal(status, 1);
  assert.match(
    stdout,
    /^FAILED +manifest +\[PACK_MISSING\] no pack at "\/no\/such\/pack"[^\n]*\n$/,
  );
  refused(['pack', 'check'], /expected one PACK, got none/);
  refused(['pack', 'check', 'a', 'b'], /expected one PACK, got a, b/);
  refused(['pack', 'check', '--nonsense'], /--nonsense/);
});

test('pack list: each installed pack with its version, size and license', () => {
  const { status, stdout, stderr } = launch(['pack', 'list']);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  assert.match(stdout, /^nano {3}\d+\.\d+\.\d+ {3}\d+\.\d MB {3}Apache-2\.0 {3}\S.*$/m);
  refused(['pack', 'list', 'nano'], /nano/);
});

test('pack bench: the stages of a window, the texts and the memory', () => {
  const options = ['--windows', '3', '--size', '64x48'];
  const { status, stdout, stderr } = launch(['pack', 'bench', tinyPack('tiny_query'), ...options]);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  assert.match(stdout, /^tiny_query\/1\.0\.0: execution provider cpu, loaded in \d/);
  const rows = stdout.split('\n').map((line) => line.trim().split(/ +/));
  for (const stage of ['window', 'prepare', 'x_encoder', 'predictor', 'y_encoder', 'y_decoder']) {
    const [, runs, p50, p99, max] = rows.find(([name]) => name === stage) ?? [];
    assert.equal(runs, '3', stage);
    assert.ok(Number(p50) <= Number(p99) && Number(p99) <= Number(max), stage);
  }
  assert.match(stdout, /^\d+\.\d windows a second/m);
  assert.match(stdout, /^memory: \d+ MB before, \d+ MB with the pack$/m);
});

test('pack bench: a pack that is not there fails, a wrong command line is misuse', () => {
  const { status, stderr } = launch(['pack', 'bench', '/no/such/pack']);
  assert.equal(status, 1);
  assert.match(stderr, /^vljepa: \[PACK_MISSING\] [^\n]*\n$/);
  refused(['pack', 'bench'], /expected one PACK, got none/);
  refused(['pack', 'bench', 'nano', '--windows', '0'], /--windows expects .*1.*, got 0/);
  refused(['pack', 'bench', 'nano', '--size', 'big'], /--size expects WIDTHxHEIGHT, got big/);
  refused(['pack', 'bench', 'nano', '--execution-provider', 'gpu'], /one of auto, cpu.*got gpu/);
});
