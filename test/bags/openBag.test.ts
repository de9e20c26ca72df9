import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { VljepaError } from '../../src/errors.js';
import { readImage } from '../../src/messages/image.js';
import type { Bag } from '../../src/bags/bag.js';
import { openBag } from '../../src/bags/openBag.js';
import { BagWorkshop, START_NS, pixelsOf, WITHOUT_ROSBAGS } from './bagWorkshop.js';

const skip = WITHOUT_ROSBAGS;
const CAMERA = '/front/image_raw';
const COMPRESSED = '/rear/image_raw/compressed';

let workshop: BagWorkshop;
before(async () => {
  workshop = await BagWorkshop.open();
});
after(() => workshop.close());

async function logTimes(bag: Bag, topics = [CAMERA, COMPRESSED]): Promise<bigint[]> {
  const times: bigint[] = [];
  for await (const { logTimeNs } of bag.messages(topics)) times.push(logTimeNs);
  return times;
}

function twoCameras(): Parameters<BagWorkshop['write']>[1] {
  return [
    workshop.camera(CAMERA, ['slope', 'chequer']),
    workshop.camera(COMPRESSED, ['chequer'], { secondsEach: 8, logAfterNs: 30_000_000n }),
    { name: '/chatter', messages: [[START_NS, START_NS, workshop.file('words')]] },
  ];
}

function onlyFile(bag: string): string {
  const [name] = readdirSync(bag).filter((file) => /\.(mcap|db3)/.test(file));
  return join(bag, name!);
}

async function refused(path: string): Promise<VljepaError> {
  try {
    await (await openBag(path)).close();
  } catch (error) {
    assert.ok(error instanceof VljepaError, String(error));
    return error;
  }
  return assert.fail(`${path} was opened`);
}

for (const storage of ['mcap', 'sqlite3']) {
  test(`${storage}: topics with types and counts, messages by log time`, { skip }, async () => {
    const bag = await openBag(workshop.write(`both-${storage}`, twoCameras(), { storage }));
    assert.deepEqual(
      [...bag.topics].sort((a, b) => a.name.localeCompare(b.name)),
      [
        { name: '/chatter', type: 'std_msgs/msg/String', encoding: 'cdr', messages: 1 },
        { name: CAMERA, type: 'sensor_msgs/msg/Image', encoding: 'cdr', messages: 80 },
        {
          name: COMPRESSED,
          type: 'sensor_msgs/msg/CompressedImage',
          encoding: 'cdr',
          messages: 80,
        },
      ],
    );
    assert.equal(bag.startNs, START_NS);
    assert.equal(bag.endNs, START_NS + 7_930_000_000n);
    // Written topic after topic, read in turn.
    const times = await logTimes(bag);
    assert.equal(times.length, 160);
    assert.deepEqual(times, [...times].sort());
    assert.deepEqual(bag.problems, []);
    await bag.close();
  });

  test(`${storage}: images arrive as they were recorded`, { skip }, async () => {
    const bag = await openBag(workshop.write(`image-${storage}`, twoCameras(), { storage }));
    let last;
    for await (const { data } of bag.messages([CAMERA])) {
      const { image, ...header } = readImage('raw', data);
      last = { ...header, image: { ...image, data: Buffer.from(image.data) } };
    }
    assert.deepEqual(last, {
      stampNs: START_NS + 7_900_000_000n,
      frameId: 'optical',
      image: {
        kind: 'raw',
        encoding: 'rgb8',
        width: 96,
        height: 72,
        step: 288,
        bigEndian: false,
        data: pixelsOf('chequer'),
      },
    });
    await bag.close();
  });

  test(`${storage}: a file may be opened by itself`, { skip }, async () => {
    const file = onlyFile(workshop.write(`file-${storage}`, twoCameras(), { storage }));
    const bag = await openBag(file);
    assert.equal((await logTimes(bag)).length, 160);
    await bag.close();
  });

  test(`${storage}: messages compressed one by one`, { skip }, async () => {
    const options = { storage, compression: 'message' };
    const bag = await openBag(workshop.write(`zstd-${storage}`, twoCameras(), options));
    for await (const { data } of bag.messages([CAMERA])) {
      assert.deepEqual(Buffer.from(readImage('raw', data).image.data), pixelsOf('slope'));
      break;
    }
    assert.equal((await logTimes(bag)).length, 160);
    await bag.close();
  });

  test(
    `${storage}: a file compressed as a whole is refused with the command that decompresses it`,
    { skip },
    async () => {
      const options = { storage, compression: 'file' };
      const error = await refused(workshop.write(`packed-${storage}`, twoCameras(), options));
      assert.equal(error.code, 'BAG_UNREADABLE');
      assert.match(error.message, /zstd -d .*\.zstd/);
    },
  );

  test(
    `${storage}: a truncated file gives what it has and says where it broke`,
    { skip },
    async () => {
      const topics = [workshop.camera(CAMERA, ['slope'], { secondsEach: 30 })];
      const whole = onlyFile(workshop.write(`cut-${storage}`, topics, { storage }));
      const size = readFileSync(whole).length;
      truncateSync(whole, Math.floor(size * 0.6));
      const bag = await openBag(whole);
      const times = await logTimes(bag);
      assert.ok(times.length > 100 && times.length < 300, `${times.length} of 300`);
      assert.deepEqual(
        times,
        topics[0]!.messages.slice(0, times.length).map(([logNs]) => logNs),
      );
      assert.ok(bag.problems.length > 0);
      assert.match(
        bag.problems[0]!,
        storage === 'mcap' ? /byte \d+ of \d+, 1\d\.\d+ s/ : /damaged/,
      );
      await bag.close();
    },
  );

  test(`${storage}: what is not a bag is refused`, { skip: false }, async () => {
    const extension = storage === 'mcap' ? 'mcap' : 'db3';
    for (const [name, content] of [
      ['empty', ''],
      ['text', 'this is not a bag but a text that is long enough to be looked into. '.repeat(40)],
    ] as const) {
      const path = workshop.file(`${name}.${extension}`);
      writeFileSync(path, content);
      const error = await refused(path);
      assert.equal(error.code, 'BAG_UNREADABLE');
      assert.ok(error.message.includes(path));
    }
  });
}

test('MCAP with compressed chunks', { skip }, async () => {
  const bag = await openBag(workshop.write('chunks', twoCameras(), { compression: 'storage' }));
  assert.equal((await logTimes(bag)).length, 160);
  await bag.close();
});

test('MCAP whose index is cut off loses no message', { skip }, async () => {
  const file = onlyFile(workshop.write('no-index', twoCameras()));
  truncateSync(file, readFileSync(file).length - 20);
  const bag = await openBag(file);
  assert.equal((await logTimes(bag)).length, 160);
  assert.equal(bag.topics.length, 3);
  assert.equal(bag.problems.length, 1);
  await bag.close();
});

test('a split bag is one recording, in the order of its metadata', { skip }, async () => {
  const halves = ['z', 'a'].map((name, i) =>
    workshop.write(`half-${name}`, [
      workshop.camera(CAMERA, ['slope'], { startNs: START_NS + BigInt(i) * 4_000_000_000n }),
    ]),
  );
  const folder = workshop.file('split');
  mkdirSync(folder);
  halves.forEach((half, i) => copyFileSync(onlyFile(half), join(folder, `${['z', 'a'][i]}.mcap`)));
  const metadata = (files: readonly string[]) =>
    writeFileSync(
      join(folder, 'metadata.yaml'),
      `rosbag2_bagfile_information:\n  relative_file_paths: [${files.join(', ')}]\n`,
    );

  metadata(['z.mcap', 'a.mcap']);
  const bag = await openBag(folder);
  assert.deepEqual(bag.topics, [
    { name: CAMERA, type: 'sensor_msgs/msg/Image', encoding: 'cdr', messages: 80 },
  ]);
  assert.equal(bag.startNs, START_NS + 2_000_000n);
  assert.equal(bag.endNs, START_NS + 7_902_000_000n);
  const times = await logTimes(bag);
  assert.deepEqual(times, [...times].sort());
  await bag.close();

  // A part that was never copied is a note; the other one is read.
  rmSync(join(folder, 'a.mcap'));
  metadata(['z.mcap', 'lost.mcap']);
  const part = await openBag(folder);
  assert.equal((await logTimes(part)).length, 40);
  assert.match(part.problems.join(), /lost\.mcap/);
  await part.close();
});

test('a recording without metadata.yaml (its recorder was killed) is read', { skip }, async () => {
  const folder = workshop.file('killed');
  mkdirSync(folder);
  copyFileSync(onlyFile(workshop.write('living', twoCameras())), join(folder, 'killed_0.mcap'));
  const bag = await openBag(folder);
  assert.equal((await logTimes(bag)).length, 160);
  await bag.close();
});

test('an SQLite bag in a folder that may not be written', { skip }, async () => {
  const folder = workshop.write('read-only', twoCameras(), { storage: 'sqlite3' });
  chmodSync(workshop.folder, 0o755);
  chmodSync(folder, 0o555);
  const isRoot = process.geteuid!() === 0;
  // Permissions do not bind root.
  if (isRoot) process.seteuid!(65534);
  try {
    const bag = await openBag(folder);
    assert.equal((await logTimes(bag)).length, 160);
    await bag.close();
  } finally {
    if (isRoot) process.seteuid!(0);
    chmodSync(folder, 0o755);
  }
  assert.deepEqual(readdirSync(folder).length, 2);
});

test('an SQLite bag with a write-ahead log, as a killed recorder leaves it', { skip }, async () => {
  const folder = workshop.write('log', twoCameras(), { storage: 'sqlite3' });
  // That ten messages are gone stands in the log only.
  const script = `
import os, shutil, sqlite3, sys
path = sys.argv[1]
connection = sqlite3.connect(path)
connection.execute('PRAGMA journal_mode = WAL')
connection.execute('PRAGMA wal_autocheckpoint = 0')
connection.execute('DELETE FROM messages WHERE id > 150')
connection.commit()
shutil.copy(path, path + '.kept')
shutil.copy(path + '-wal', path + '.kept-wal')
connection.close()
os.rename(path + '.kept', path)
os.rename(path + '.kept-wal', path + '-wal')`;
  const file = onlyFile(folder);
  execFileSync('python3', ['-c', script, file]);
  const before = readFileSync(file);
  const bag = await openBag(file);
  const inBag = bag.topics.reduce((total, { messages }) => total + messages, 0);
  assert.equal(inBag, 150);
  await bag.close();
  assert.ok(readFileSync(file).equals(before), 'the bag itself was written to');
});

test('nothing at the place, a folder without a bag, a file of another kind', async () => {
  assert.equal((await refused(workshop.file('nowhere'))).code, 'BAG_MISSING');
  assert.equal((await refused(workshop.file('nowhere.db3'))).code, 'BAG_MISSING');
  const folder = workshop.file('no-bag');
  mkdirSync(folder);
  assert.equal((await refused(folder)).code, 'BAG_UNREADABLE');
  const error = await refused(workshop.file('words'));
  assert.equal(error.code, 'BAG_UNREADABLE');
  assert.match(error.message, /\.mcap or \.db3/);
});
