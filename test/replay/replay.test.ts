import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CdrWriter } from '@foxglove/cdr';
import type { ReplaySummary } from '../../src/replay/results.js';
import {
  BagWorkshop,
  HEIGHT,
  START_NS,
  WIDTH,
  pixelsOf,
  readBack,
  WITHOUT_ROSBAGS,
} from '../bags/bagWorkshop.js';
import { COMPRESSED, images, mcap } from '../bags/mcapFiles.js';

const main = fileURLToPath(new URL('../../src/replay/main.js', import.meta.url));
const skip = WITHOUT_ROSBAGS;
const FRONT = '/front/image_raw';
const REAR = '/rear/image_raw/compressed';

let workshop: BagWorkshop;
before(async () => {
  workshop = await BagWorkshop.open();
});
after(() => workshop.close());

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function command(...args: string[]): Outcome {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
}

let runs = 0;
/** Replays into a new folder; fails where the command fails. */
function replayed(bag: string, ...args: string[]) {
  const out = workshop.file(`out-${runs++}`);
  const { status, stdout, stderr } = command(bag, '--out', out, ...args);
  assert.equal(status, 0, stderr);
  const read = (name: string) => readFileSync(join(out, name));
  return {
    stdout,
    summary: JSON.parse(read('summary.json').toString()) as ReplaySummary,
    states: read('states.mcap'),
    statesPath: join(out, 'states.mcap'),
    report: read('report.html').toString(),
  };
}

function twoCameras(): Parameters<BagWorkshop['write']>[1] {
  return [
    workshop.camera(FRONT, ['slope', 'chequer', 'slope']),
    workshop.camera(REAR, ['chequer', 'slope'], { secondsEach: 6, logAfterNs: 30_000_000n }),
  ];
}

test('two cameras: what comes out, and in it what an independent reader finds', { skip }, () => {
  const params = workshop.file('params.yaml');
  // A window of several frames has some of both scenes at a cut, which would be told of, too. And a
  // chequer that becomes nothing but a slope is what a covered lens shows.
  writeFileSync(
    params,
    `/**:
  ros__parameters:
    query: What is there?
    labels: [a chessboard, a wall, a cat]
    selective_decoding: {threshold: 0.1, pause_on_fault: false}
    cameras: {front: {topic: ${FRONT}, window: 1}, rear: {topic: ${REAR}, window: 1}}
`,
  );
  const bag = workshop.write('two', twoCameras());
  const { summary, statesPath, stdout, report } = replayed(bag, '--params', params);
  const all = { computed: 96, reused: 0 };

  // Both at 10 Hz for 12 s, sampled at the pack's 4 Hz.
  assert.equal(summary.frames, 240);
  assert.equal(summary.windows, 96);
  assert.deepEqual([summary.encodings, summary.states], [all, all]);
  assert.deepEqual(summary.drops, {});
  assert.deepEqual([...summary.cameras].sort(), ['front', 'rear']);
  assert.match(summary.pack, /^nano\//);
  assert.equal(summary.segments, 5);
  assert.deepEqual(
    summary.texts.map(({ camera, reason }) => [camera, reason]),
    [
      ['front', 'FIRST'],
      ['rear', 'FIRST'],
      ['front', 'CHANGE'],
      ['rear', 'CHANGE'],
      ['front', 'CHANGE'],
    ],
  );
  const changedAt = summary.texts.map(
    ({ stamp }) => stamp.sec - 1_700_000_000 + stamp.nanosec / 1e9,
  );
  // Scenes change at 4, 6 and 8 s; a change is confirmed once it has lasted.
  for (const [i, at] of [0, 0, 4, 6, 8].entries())
    assert.ok(changedAt[i]! >= at && changedAt[i]! <= at + 2, `text ${i} at ${changedAt[i]} s`);
  for (const stage of ['decompress', 'prepare', 'x_encoder', 'predictor', 'y_decoder']) {
    const { p50, p90, p99, max, count } = summary.latency_ms[stage]!;
    assert.ok(0 <= p50 && p50 <= p90 && p90 <= p99 && p99 <= max && count > 0, stage);
  }
  for (const { text } of summary.texts) {
    assert.ok(stdout.includes(text), 'texts are printed');
    assert.ok(report.includes(text), 'and stand in the report');
  }

  const read = readBack(statesPath);
  const states = read.filter(({ topic }) => topic === '/vljepa/world_state');
  const texts = read.filter(({ topic }) => topic === '/vljepa/text');
  assert.equal(states.length, 96);
  assert.equal(texts.length, summary.texts.length);
  assert.equal(read.length, states.length + texts.length);
  for (const { message, type, log_ns } of states) {
    assert.equal(type, 'vljepa/msg/WorldState');
    const { stamp, frame_id } = message['header'] as Header;
    assert.equal(log_ns, `${stamp.sec}${String(stamp.nanosec).padStart(9, '0')}`);
    assert.equal(frame_id, 'optical');
    assert.equal(message['latency'], 0);
    assert.equal(message['pack'], summary.pack);
    const embedding = message['embedding'] as number[];
    assert.equal(embedding.length, 384);
    assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-5);
    const labels = message['labels'] as { label: string; probability: number }[];
    assert.deepEqual(labels.map(({ label }) => label).sort(), ['a cat', 'a chessboard', 'a wall']);
    const probabilities = labels.map(({ probability }) => probability);
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => b - a),
    );
    const other = message['other_probability'] as number;
    const sum = probabilities.reduce((total, one) => total + one, other);
    assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
  }
  for (const camera of ['front', 'rear']) {
    const own = states.filter(({ message }) => message['camera'] === camera);
    assert.deepEqual(
      own.map(({ message }) => message['sequence']),
      own.map((_, i) => i),
    );
    assert.deepEqual(
      own.map(({ message }) => [message['first'], message['run']]),
      own.map((_, i) => [i === 0, 0]),
    );
    // Stamps are those of frames in the bag, a quarter of a second apart on average.
    for (const [i, { message }] of own.entries()) {
      const { stamp } = message['header'] as Header;
      assert.equal(stamp.nanosec % 100_000_000, 0);
      const at = stamp.sec - 1_700_000_000 + stamp.nanosec / 1e9;
      assert.ok(Math.abs(at - i / 4) <= 0.1, `window ${i} at ${at} s`);
    }
  }
  assert.deepEqual(
    texts.map(({ message }) => message['text']),
    summary.texts.map(({ text }) => text),
  );
  for (const { message } of texts) {
    const changed = states.find(
      ({ message: state }) =>
        state['camera'] === message['camera'] &&
        JSON.stringify(state['header']) === JSON.stringify(message['header']),
    );
    assert.equal(changed!.message['segment'], message['segment']);
    assert.equal(changed!.message['worded'], true);
    assert.equal(changed!.message['first'], message['reason'] === 0);
    for (const { message: state } of states)
      if (state['camera'] === message['camera'] && state['segment'] === message['segment'])
        assert.deepEqual(state['segment_start'], message['segment_start']);
  }
});

interface Header {
  readonly stamp: { readonly sec: number; readonly nanosec: number };
  readonly frame_id: string;
}

test(
  'the same bag gives the same bytes, from MCAP or SQLite, with or without its folder',
  { skip },
  () => {
    const mcap = workshop.write('again', twoCameras());
    const sqlite = workshop.write('again-sqlite', twoCameras(), { storage: 'sqlite3' });
    const first = replayed(mcap);
    assert.ok(first.states.equals(replayed(mcap).states));
    assert.ok(first.states.equals(replayed(sqlite).states));
    const [file] = readdirSync(mcap).filter((name) => name.endsWith('.mcap'));
    assert.ok(first.states.equals(replayed(join(mcap, file!)).states));
  },
);

test('the cameras of a parameter file: names, topics, rates, queries', { skip }, () => {
  const params = workshop.file('cameras.yaml');
  writeFileSync(
    params,
    `/robot1/vljepa:
  ros__parameters:
    cameras.nose.topic: /rear/image_raw
    cameras.nose.rate: 1.0
    cameras.tail.topic: /tail/image_raw
    extra_queries: [what moves?]
    no_such_parameter: 1
`,
  );
  const bag = workshop.write('declared', twoCameras());
  const { summary, statesPath, stdout } = replayed(
    bag,
    '--params',
    params,
    '--node',
    '/robot1/vljepa',
  );
  assert.deepEqual(summary.cameras, ['nose']);
  assert.equal(summary.windows, 12);
  assert.match(
    summary.problems.join(),
    /camera tail: its topic \/tail\/image_raw is not in the bag/,
  );
  assert.match(stdout, /no_such_parameter/);
  const states = readBack(statesPath).filter(({ topic }) => topic === '/robot1/vljepa/world_state');
  // Two queries: two states of each window.
  assert.equal(states.length, 24);
  assert.deepEqual(new Set(states.map(({ message }) => message['query'])).size, 2);
});

test('--topic takes one camera of several', { skip }, () => {
  const bag = workshop.write('one-of-two', twoCameras());
  assert.deepEqual(replayed(bag, '--topic', REAR).summary.cameras, ['rear']);
  const { status, stderr } = command(bag, '--out', workshop.file('no'), '--topic', '/elsewhere');
  assert.equal(status, 1);
  assert.match(stderr, /BAG_NO_CAMERA.*\/elsewhere.*\/front\/image_raw/);
});

test('a bag without a camera says which topics it has', { skip }, () => {
  const words = [START_NS, START_NS, workshop.file('words')] as const;
  const bag = workshop.write('words-only', [{ name: '/chatter', messages: [words, words] }]);
  const out = workshop.file('none');
  const { status, stderr } = command(bag, '--out', out);
  assert.equal(status, 1);
  assert.match(stderr, /BAG_NO_CAMERA.*\/chatter \(std_msgs\/msg\/String, 2\)/);
  assert.ok(!existsSync(out));
});

test('a truncated bag: what it has, and where it broke', { skip }, () => {
  const bag = workshop.write('cut', [
    workshop.camera(FRONT, ['slope', 'chequer', 'chequer', 'chequer'], { secondsEach: 2 }),
  ]);
  const file = join(bag, 'cut.mcap');
  truncateSync(file, Math.floor(readFileSync(file).length * 0.7));
  const params = workshop.file('cut.yaml');
  writeFileSync(
    params,
    `/**: {ros__parameters: {query: What is there?, cameras: {front: {topic: ${FRONT}}}}}\n`,
  );
  const { summary, stdout, report } = replayed(bag, '--params', params);
  assert.ok(summary.frames > 40 && summary.frames < 80, `${summary.frames} of 80`);
  assert.equal(summary.texts.length, 2);
  assert.match(summary.problems.join(), /breaks off at byte \d+/);
  assert.match(stdout, /breaks off at byte/);
  assert.match(report, /breaks off at byte/);
});

test('images that cannot be used are counted by reason; the rest is seen', { skip }, () => {
  const good = workshop.camera(FRONT, ['slope']);
  const odd = { ...workshop.camera('/thermal/image', ['slope']), encoding: '32FC1' };
  const torn = {
    ...workshop.camera('/torn/compressed', ['slope']),
    messages: good.messages.map(([log, stamp]) => [log, stamp, workshop.file('words')] as const),
  };
  const { summary, stdout } = replayed(workshop.write('odd', [good, odd, torn]));
  assert.equal(summary.frames, 120);
  assert.equal(summary.windows, 16);
  assert.deepEqual(summary.drops, { frame_corrupt: 16, frame_encoding: 16 });
  assert.match(
    stdout,
    /note: camera thermal: 16 of 40 frames dropped: frame_encoding \(encoding "32FC1" is not supported .*rgb8/,
  );
  assert.match(stdout, /note: camera torn: 16 of 40 frames dropped: frame_corrupt \(/);
  assert.match(summary.problems.join(), /camera thermal: 16 of 40 frames dropped/);
});

test('a bag that gives no window: all is written, one line says why, exit 1', { skip }, () => {
  const odd = { ...workshop.camera('/thermal/image', ['slope']), encoding: '32FC1' };
  const silent = { ...workshop.camera(FRONT, ['slope']), messages: [] };
  for (const [name, topics, args, reason] of [
    ['odd-only', [odd], [], /gave no world state in 40 frames: camera thermal: .*"32FC1"/],
    ['silent', [silent, odd], ['--topic', '/thermal/image'], /"32FC1"/],
  ] as const) {
    const bag = workshop.write(name, topics);
    const out = workshop.file(`out-${name}`);
    const { status, stderr } = command(bag, '--out', out, ...args);
    assert.equal(status, 1);
    assert.match(stderr, reason);
    assert.match(stderr, /^replay: \[BAG_NO_WINDOW\] .*\n$/);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as ReplaySummary;
    assert.equal(summary.windows, 0);
    assert.match(readFileSync(join(out, 'report.html'), 'utf8'), /nothing to draw/);
    assert.ok(existsSync(join(out, 'states.mcap')));
  }
});

test('events.json that cannot be read is a note', { skip }, () => {
  const bag = workshop.write('bad-events', [workshop.camera(FRONT, ['slope'])]);
  writeFileSync(join(bag, 'events.json'), '{');
  const { summary } = replayed(bag);
  assert.equal(summary.windows, 16);
  assert.match(summary.problems.join(), /events\.json cannot be read/);
});

test('--out that cannot be written: one line before anything long, exit 1', { skip }, () => {
  const bag = workshop.write('no-out', [workshop.camera(FRONT, ['slope'])]);
  const file = workshop.file('a-file');
  writeFileSync(file, 'x');
  const occupied = workshop.file('occupied');
  mkdirSync(join(occupied, 'report.html'), { recursive: true });
  const full = workshop.file('full');
  mkdirSync(full);
  symlinkSync('/dev/full', join(full, 'states.mcap'));
  for (const [out, reason] of [
    [file, /a-file cannot be written: a file is in its place/],
    [join(file, 'below'), /below cannot be written: a file is in its place/],
    ['/proc/nothing/here', /\/proc\/nothing\/here cannot be written/],
    [occupied, /report\.html cannot be written: a folder is in its place/],
    [full, /states\.mcap cannot be written: no space is left on the device/],
  ] as const) {
    const { status, stdout, stderr } = command(bag, '--out', out);
    assert.equal(status, 1, out);
    assert.match(stderr, reason);
    assert.match(stderr, /^replay: \[OUTPUT_UNWRITABLE\] .*\n$/);
    assert.ok(!stdout.includes('replayed in'));
  }
  assert.equal(readFileSync(file, 'utf8'), 'x');
});

test('a folder or file that permissions keep from being written', { skip }, () => {
  const bag = workshop.write('kept', [workshop.camera(FRONT, ['slope'])]);
  const out = workshop.file('kept-out');
  mkdirSync(out);
  chmodSync(workshop.folder, 0o755);
  writeFileSync(join(out, 'states.mcap'), 'earlier');
  chmodSync(join(out, 'states.mcap'), 0o444);
  chmodSync(out, 0o777);
  // Permissions do not bind root.
  const user = process.geteuid!() === 0 ? { uid: 65534, gid: 65534 } : {};
  const locked = workshop.file('locked');
  mkdirSync(locked, { mode: 0o555 });
  for (const [folder, place] of [
    [out, 'states.mcap'],
    [locked, 'locked'],
    [join(locked, 'below'), 'below'],
  ] as const) {
    const args = [main, bag, '--out', folder];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', ...user });
    assert.equal(status, 1, stderr);
    assert.match(stderr, new RegExp(`${place} cannot be written: permission denied`));
  }
  assert.equal(readFileSync(join(out, 'states.mcap'), 'utf8'), 'earlier');
});

test('a disk that fills up in the middle: one line, exit 1', { skip }, () => {
  const bag = workshop.write('long', [
    workshop.camera(FRONT, ['slope', 'chequer'], { secondsEach: 40 }),
  ]);
  const out = workshop.file('small');
  // No file may grow beyond 100 blocks of 1024 bytes; states of 80 s take more.
  const script = `ulimit -f 100; exec "$0" "$@"`;
  const args = ['-c', script, process.execPath, main, bag, '--out', out];
  const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /^replay: \[OUTPUT_UNWRITABLE\] .*states\.mcap cannot be written: .*\n$/);
});

test('results of an earlier replay stay when a bag is refused', { skip }, () => {
  const out = workshop.file('earlier');
  mkdirSync(out);
  writeFileSync(join(out, 'states.mcap'), 'earlier');
  assert.equal(command('/nowhere/bag', '--out', out).status, 1);
  assert.equal(readFileSync(join(out, 'states.mcap'), 'utf8'), 'earlier');
  assert.deepEqual(readdirSync(out), ['states.mcap']);
});

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} ends a replay in order: what it has is written`, { skip }, async () => {
    const bag = workshop.write(`ended-${signal}`, [
      workshop.camera(FRONT, ['slope', 'chequer'], { secondsEach: 150 }),
    ]);
    const out = workshop.file(`ended-out-${signal}`);
    const child = spawn(process.execPath, [main, bag, '--out', out]);
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      // The first text: the replay is under way.
      if (/change \d/.test(stdout)) child.kill(signal);
    });
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, exitCode);
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    const summary = JSON.parse(read('summary.json')) as ReplaySummary;
    assert.ok(summary.windows > 0 && summary.windows < 1200, `${summary.windows} windows`);
    assert.match(summary.problems.join(), /interrupted after \d+\.\d s of 299\.9 s/);
    const states = readBack(join(out, 'states.mcap')).filter(({ topic }) =>
      /world_state/.test(topic),
    );
    assert.equal(states.length, summary.windows);
    assert.match(read('report.html'), /interrupted/);
  });
}

test('two types on one topic: both are seen', { skip: false }, async () => {
  const jpeg = readFileSync(workshop.file('slope.jpg'));
  const messages = Array.from({ length: 20 }, (_, i) => {
    const logNs = START_NS + BigInt(i) * 100_000_000n;
    return { channel: i % 2, logNs, data: i % 2 === 0 ? rawImage(logNs) : jpegImage(logNs, jpeg) };
  });
  const bag = workshop.file('two-types.mcap');
  writeFileSync(bag, await mcap([{}, { type: COMPRESSED }], messages));
  const { summary } = replayed(bag);
  assert.deepEqual([summary.frames, summary.drops], [20, {}]);
});

test('images that are not CDR are reported by name', { skip: false }, async () => {
  const json = { type: 'foxglove.CompressedImage', messageEncoding: 'json', topic: '/json' };
  const bag = workshop.file('json.mcap');
  writeFileSync(bag, await mcap([json], images(3)));
  const { status, stderr } = command(bag, '--out', workshop.file('json-out'));
  assert.equal(status, 1);
  assert.match(stderr, /BAG_NO_CAMERA.*\/json \(foxglove\.CompressedImage, 3, written as json\)/);
  const both = workshop.file('json-too.mcap');
  const some = images(20).map((message, i) => ({
    ...message,
    channel: i % 2,
    data: rawImage(message.logNs),
  }));
  writeFileSync(both, await mcap([{}, json], some));
  const { summary } = replayed(both);
  assert.equal(summary.frames, 10);
  assert.match(summary.problems.join(), /topic \/json \(.*written as json\) is left out/);
});

function rawImage(stampNs: bigint): Uint8Array {
  return withHeader(stampNs, (cdr) => {
    cdr
      .uint32(HEIGHT)
      .uint32(WIDTH)
      .string('rgb8')
      .uint8(0)
      .uint32(3 * WIDTH);
    cdr.uint8Array(pixelsOf('slope'), true);
  });
}

function jpegImage(stampNs: bigint, jpeg: Uint8Array): Uint8Array {
  return withHeader(stampNs, (cdr) => cdr.string('jpeg').uint8Array(jpeg, true));
}

function withHeader(stampNs: bigint, write: (cdr: CdrWriter) => void): Uint8Array {
  const cdr = new CdrWriter();
  cdr.int32(Number(stampNs / 1_000_000_000n)).uint32(Number(stampNs % 1_000_000_000n));
  write(cdr.string('optical'));
  return cdr.data;
}

test('images without a stamp take the time of recording, with a note', { skip }, () => {
  const bag = workshop.write('unstamped', [workshop.camera(FRONT, ['slope'], { stamped: false })]);
  const { summary } = replayed(bag);
  assert.equal(summary.windows, 16);
  assert.deepEqual(summary.texts[0]!.stamp, { sec: 1_700_000_000, nanosec: 2_000_000 });
  assert.match(summary.problems.join(), /camera front: images have no stamp/);
});

test('misuse is explained, and exits with 2', () => {
  for (const [args, reason] of [
    [[], /no BAG is given/],
    [['bag'], /--out DIR is missing/],
    [['bag', 'more', '--out', 'x'], /one bag at a time/],
    [['bag', '--out', 'x', '--parms', 'y'], /--parms/],
    [['bag', '--out', 'x', '--node', 'vljepa'], /\/robot1\/vljepa/],
  ] as const) {
    const { status, stdout, stderr } = command(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^replay: \[COMMAND_LINE\] [^\n]*; see --help\n$/);
    assert.match(stderr, reason);
  }
  const help = command('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Usage: vljepa replay/);
});

test('a bag, parameter file or pack that is not there: code, place and exit 1', { skip }, () => {
  const bag = workshop.write('there', [workshop.camera(FRONT, ['slope'])]);
  const out = ['--out', workshop.file('never')];
  for (const [args, reason] of [
    [['/nowhere/bag'], /BAG_MISSING.*\/nowhere\/bag/],
    [[bag, '--params', '/nowhere.yaml'], /PARAMETER_FILE.*\/nowhere\.yaml/],
    [[bag, '--pack', '/nowhere/pack'], /PACK_MISSING.*\/nowhere\/pack/],
  ] as const) {
    const { status, stderr } = command(...args, ...out);
    assert.equal(status, 1, stderr);
    assert.match(stderr, reason);
  }
});
