import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { VljepaError } from '../../src/errors.js';
import { readImage } from '../../src/messages/image.js';
import { openBag } from '../../src/bags/openBag.js';
import { START_NS, images, mcap, zstd } from './mcapFiles.js';

const root = mkdtempSync(join(tmpdir(), 'vljepa-folder-'));
after(() => rmSync(root, { recursive: true }));

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const first = await mcap([{}], images(10));
const second = await mcap(
  [{}],
  images(20).filter((_, i) => i >= 10),
);
/** Both halves at once: every second image is in the other file. */
const odd = await mcap(
  [{}],
  images(20).filter((_, i) => i % 2 === 1),
);
const even = await mcap(
  [{}],
  images(20).filter((_, i) => i % 2 === 0),
);

let folders = 0;
function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = join(root, `bag ${folders++}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function metadata(files: readonly string[], more = ''): string {
  const listed = files.map((file) => `\n    - ${file}`).join('');
  return `rosbag2_bagfile_information:\n  version: 5\n  relative_file_paths:${listed || ' []'}\n${more}`;
}

async function read(path: string): Promise<{ pixels: number[]; problems: readonly string[] }> {
  const bag = await openBag(path);
  try {
    const pixels: number[] = [];
    for await (const { data } of bag.messages(['/camera/image_raw']))
      pixels.push(readImage('raw', data).image.data[0]!);
    return { pixels, problems: bag.problems };
  } finally {
    await bag.close();
  }
}

async function refused(path: string): Promise<string> {
  try {
    await (await openBag(path)).close();
  } catch (error) {
    assert.ok(error instanceof VljepaError, String(error));
    assert.equal(error.code, 'BAG_UNREADABLE');
    return error.message;
  }
  return assert.fail(`${path} was opened`);
}

test('what lies in the folder counts, whatever metadata.yaml calls it', async () => {
  const compressed = '  compression_format: zstd\n  compression_mode: FILE\n';
  const perMessage = '  compression_format: zstd\n  compression_mode: MESSAGE\n';
  const both = { 'x_0.mcap': first, 'x_1.mcap': second };
  for (const [what, files] of Object.entries({
    renamed: { ...both, 'metadata.yaml': metadata(['old_0.mcap', 'old_1.mcap']) },
    'one of two renamed': { ...both, 'metadata.yaml': metadata(['x_0.mcap', 'old_1.mcap']) },
    'with its folder before it': {
      ...both,
      'metadata.yaml': metadata(['x/x_0.mcap', 'x/x_1.mcap']),
    },
    absolute: { ...both, 'metadata.yaml': metadata(['/robot/x/x_0.mcap', '/robot/x/x_1.mcap']) },
    unpacked: {
      ...both,
      'metadata.yaml': metadata(['x_0.mcap.zstd', 'x_1.mcap.zstd'], compressed),
    },
    'unpacked beside what was packed': {
      ...both,
      'x_0.mcap.zstd': zstd.compress(first),
      'metadata.yaml': metadata(['x_0.mcap.zstd', 'x_1.mcap.zstd'], compressed),
    },
    'said to have compressed messages': {
      ...both,
      'metadata.yaml': metadata(['x_0.mcap', 'x_1.mcap'], perMessage),
    },
    'without names': { ...both, 'metadata.yaml': metadata([]) },
    'without metadata': both,
    'in capitals': { 'x_0.MCAP': first, 'x_1.MCAP': second },
    'without extensions': { 'part 1': first, 'part 2': second, notes: 'nothing to see here' },
    'one folder deeper': { 'run/x_0.mcap': first, 'run/x_1.mcap': second },
  })) {
    const { pixels, problems } = await read(folderOf(files));
    assert.deepEqual(pixels, upTo(20), what);
    assert.deepEqual(problems, [], what);
  }
});

test('metadata.yaml that is empty or broken is a note', async () => {
  for (const text of [
    '',
    'something: else\n',
    '{',
    'rosbag2_bagfile_information: 5\n',
    '\0\0\0\0',
  ]) {
    const folder = folderOf({ 'x_0.mcap': first, 'x_1.mcap': second, 'metadata.yaml': text });
    const { pixels, problems } = await read(folder);
    assert.deepEqual(pixels, upTo(20));
    assert.match(
      problems.join(),
      /metadata\.yaml cannot be used: .*; the files beside it were read/,
    );
  }
});

test('files that overlap in time are one row of messages', async () => {
  const names = ['odd.mcap', 'even.mcap'];
  const files = { 'odd.mcap': odd, 'even.mcap': even, 'metadata.yaml': metadata(names) };
  assert.deepEqual((await read(folderOf(files))).pixels, upTo(20));
  // Written in the wrong order: names are not times.
  assert.deepEqual((await read(folderOf({ 'a.mcap': second, 'b.mcap': first }))).pixels, upTo(20));
});

test('a file that is named and missing, one that is there and not named: both are said', async () => {
  const lost = await read(
    folderOf({ 'x_0.mcap': first, 'metadata.yaml': metadata(['x_0.mcap', 'x_1.mcap']) }),
  );
  assert.deepEqual(lost.pixels, upTo(10));
  assert.match(lost.problems.join(), /names x_1\.mcap: not in the folder, and left out/);
  const more = await read(
    folderOf({
      ...{ 'x_0.mcap': first, 'filtered.mcap': first },
      'metadata.yaml': metadata(['x_0.mcap']),
    }),
  );
  assert.deepEqual(more.pixels, upTo(10));
  assert.match(more.problems.join(), /holds filtered\.mcap, which metadata\.yaml does not name/);
});

test('an unreadable part is a problem, and the others are read', async () => {
  const { pixels, problems } = await read(
    folderOf({
      'x_0.mcap': first,
      'x_1.mcap': '',
      'x_2.mcap': 'no bag',
      'x_3.bag': '#ROSBAG V2.0\n',
    }),
  );
  assert.deepEqual(pixels, upTo(10));
  assert.match(problems.join('\n'), /x_1\.mcap is empty/);
  assert.match(problems.join('\n'), /x_2\.mcap holds no message/);
  assert.match(problems.join('\n'), /x_3\.bag is a bag of ROS 1/);
});

test('a file is what its first bytes say', async () => {
  const folder = folderOf({ recording: first, 'x.db3': first, 'x.MCAP': first, 'x.bag': first });
  for (const name of ['recording', 'x.db3', 'x.MCAP', 'x.bag'])
    assert.deepEqual((await read(join(folder, name))).pixels, upTo(10), name);
  const whole = folderOf({ 'x_0.mcap': first, 'metadata.yaml': metadata(['x_0.mcap']) });
  assert.deepEqual((await read(join(whole, 'metadata.yaml'))).pixels, upTo(10));
});

test('what is not a bag of ROS 2 is refused by name, with the command that converts it', async () => {
  const folder = folderOf({
    'old.bag': '#ROSBAG V2.0\nand so on',
    'x.mcap.zstd': zstd.compress(first),
    'x.mcap': zstd.compress(first),
    'x.mcap.gz': gzipSync(first),
    'x.tar.gz': gzipSync(first),
    'pointer.mcap': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n',
    'empty.mcap': '',
    text: 'hello',
  });
  for (const [name, expected] of [
    ['old.bag', `rosbags-convert --src '${folder}/old.bag' --dst '${folder}/old_ros2'`],
    ['x.mcap.zstd', `zstd -d '${folder}/x.mcap.zstd' -o '${folder}/x.mcap'`],
    ['x.mcap', `zstd -d '${folder}/x.mcap' -o '${folder}/x.mcap.unpacked'`],
    ['x.mcap.gz', `gzip -dc '${folder}/x.mcap.gz' > '${folder}/x.mcap'`],
    ['x.tar.gz', `tar xf '${folder}/x.tar.gz'`],
    ['pointer.mcap', 'git lfs pull'],
    ['empty.mcap', 'is empty'],
    ['text', 'expected an .mcap or .db3 file'],
  ] as const)
    assert.ok(
      (await refused(join(folder, name))).includes(expected),
      await refused(join(folder, name)),
    );
});

test('a folder of several bags is refused with their names', async () => {
  const folder = folderOf({ 'monday/x_0.mcap': first, 'tuesday/x_0.mcap': second, 'other/y': 'z' });
  const message = await refused(folder);
  assert.match(message, /holds several bags \(monday, tuesday\)/);
  assert.ok(message.includes(`npm run replay -- '${join(folder, 'monday')}' --out out/monday`));
});

test('times of a split recording are those of all its files', async () => {
  const bag = await openBag(folderOf({ 'b.mcap': first, 'a.mcap': second }));
  assert.deepEqual([bag.startNs, bag.endNs], [START_NS, START_NS + 1_900_000_000n]);
  assert.deepEqual(
    bag.topics.map(({ name, messages }) => [name, messages]),
    [['/camera/image_raw', 20]],
  );
  await bag.close();
});
