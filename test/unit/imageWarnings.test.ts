import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { decompressFile, type DecompressedFile } from '../../src/image/decompressFile.js';
import { checkout, cv2Missing } from '../fixtures/fixtures.js';
import {
  endOfImage,
  headerAt,
  inserted,
  restartsIn,
  withByte,
  withoutHeaders,
} from '../fixtures/jpegSurgery.js';

const skip = cv2Missing();
const WIDTH = 96;
const HEIGHT = 80;
const folder = mkdtempSync(join(tmpdir(), 'vljepa-files-'));
after(() => rmSync(folder, { recursive: true }));

const python = (job: object): Record<string, boolean> =>
  JSON.parse(
    execFileSync('python3', [join(checkout, 'test/fixtures/cv2_files.py')], {
      input: JSON.stringify({ folder, ...job }),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    }),
  ) as Record<string, boolean>;

/** A photograph, as OpenCV writes it. */
let plain: Buffer;
/** With a restart marker after each two rows of blocks. */
let restarting: Buffer;
let progressive: Buffer;
let gray: Buffer;
let png: Buffer;

before(async () => {
  if (skip !== false) return;
  const picture = sharp(join(checkout, 'test/fixtures/cat.png'))
    .removeAlpha()
    .resize(WIDTH, HEIGHT, { fit: 'fill' });
  writeFileSync(join(folder, 'picture'), await picture.clone().raw().toBuffer());
  python({
    picture: { file: 'picture', width: WIDTH, height: HEIGHT },
    write: {
      'plain.jpg': {},
      'restarting.jpg': { JPEG_RST_INTERVAL: 6 },
      'progressive.jpg': { JPEG_PROGRESSIVE: 1 },
    },
    read: [],
  });
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  plain = read('plain.jpg');
  restarting = read('restarting.jpg');
  progressive = read('progressive.jpg');
  gray = await picture.clone().toColourspace('b-w').jpeg().toBuffer();
  png = await picture.clone().png().toBuffer();
});

const decompress = (data: Uint8Array): Promise<DecompressedFile> =>
  decompressFile({ kind: 'compressed', format: '', data });

async function rgb(data: Uint8Array): Promise<Buffer> {
  const { image } = await decompress(data);
  const pixels = Buffer.from(image.data);
  return image.encoding === 'rgb8'
    ? pixels
    : Buffer.from([...pixels].flatMap((value) => [value, value, value]));
}

/** An APP14 header that Adobe's programs write. */
const adobe = (transform: number): number[] => [
  ...[0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform],
];

/** Bytes too many before each restart marker. */
function withExtraBytes(jpeg: Buffer): Buffer {
  return restartsIn(jpeg)
    .reverse()
    .reduce((file, at) => inserted(file, at, Buffer.alloc(20, 0x35)), jpeg);
}

/** Parameters of the scan: the first and last coefficient and the bits, at the end of its header. */
function scanParameters(jpeg: Buffer): number {
  const at = headerAt(jpeg, 0xda);
  return at + 2 + jpeg.readUInt16BE(at + 2) - 3;
}

/** Files that OpenCV reads; `warned` where libjpeg has something to say of them. */
const odd: readonly [what: string, file: () => Buffer, warned: boolean][] = [
  ['as it should be', () => plain, false],
  ['with restart markers', () => restarting, false],
  ['progressive', () => progressive, false],
  ['bytes before the frame header', () => inserted(plain, headerAt(plain, 0xc0), [1, 2]), true],
  ['zeros before a table', () => inserted(plain, headerAt(plain, 0xc4), [0, 0, 0]), true],
  ['0xff 0x00 between headers', () => inserted(plain, headerAt(plain, 0xdb), [0xff, 0]), true],
  [
    'bytes before the frame header of a gray picture',
    () => inserted(gray, headerAt(gray, 0xc0), [1]),
    true,
  ],
  ['fill bytes', () => inserted(plain, headerAt(plain, 0xc0), [0xff, 0xff, 0xff]), false],
  ['bytes before each restart marker', () => withExtraBytes(restarting), true],
  [
    'bytes before each restart marker and a header',
    () => inserted(withExtraBytes(restarting), headerAt(restarting, 0xc0), [9, 9]),
    true,
  ],
  [
    'a restart marker more at the end',
    () => inserted(restarting, restarting.length - 2, [0xff, 0xd7]),
    false,
  ],
  ['bytes before the end', () => inserted(plain, plain.length - 2, [7, 7, 7]), false],
  [
    'many bytes before the end',
    () => inserted(plain, plain.length - 2, Buffer.alloc(999, 5)),
    false,
  ],
  ['an unknown JFIF revision', () => withByte(plain, headerAt(plain, 0xe0) + 9, 9), true],
  ['JFIF revision 0', () => withByte(plain, headerAt(plain, 0xe0) + 9, 0), true],
  ['no JFIF header', () => withoutHeaders(plain, 0xe0), false],
  ['an unknown Adobe transform', () => inserted(withoutHeaders(plain, 0xe0), 2, adobe(7)), true],
  [
    'an unknown Adobe transform beside JFIF',
    () => inserted(plain, headerAt(plain, 0xdb), adobe(7)),
    false,
  ],
  ['no Adobe transform: RGB', () => inserted(withoutHeaders(plain, 0xe0), 2, adobe(0)), false],
  ['a scan header of no coefficients', () => withByte(plain, scanParameters(plain) + 1, 0), true],
  ['a scan header with bits', () => withByte(plain, scanParameters(plain) + 2, 0x12), true],
  [
    'odd in every way at once',
    () => {
      let file = withExtraBytes(restarting);
      file = withByte(file, scanParameters(file) + 1, 5);
      file = withByte(file, headerAt(file, 0xe0) + 9, 7);
      file = inserted(file, headerAt(file, 0xc4), [0, 0]);
      return Buffer.concat([file, Buffer.from('and more')]);
    },
    true,
  ],
  ['a length of one', () => inserted(plain, headerAt(plain, 0xc0), [0xff, 0xfe, 0, 1]), false],
  ['bytes behind the end', () => Buffer.concat([plain, Buffer.alloc(500, 3)]), false],
  ['a second picture', () => Buffer.concat([plain, gray]), false],
  [
    'a second picture behind an odd one',
    () => Buffer.concat([withByte(plain, headerAt(plain, 0xe0) + 9, 9), gray]),
    true,
  ],
  ['no Huffman tables, as USB cameras send it', () => withoutHeaders(plain, 0xc4), false],
  [
    'no Huffman tables and the header of an AVI',
    () =>
      inserted(withoutHeaders(plain, 0xc4, 0xe0), 2, [
        ...[0xff, 0xe0, 0, 16, ...Buffer.from('AVI1'), ...Buffer.alloc(10)],
      ]),
    false,
  ],
  ['a PNG', () => png, false],
  ['a PNG with bytes behind its end', () => Buffer.concat([png, Buffer.alloc(300, 1)]), false],
  ['a PNG with a damaged text', () => inserted(png, 33, chunk('tEXt', 'a\0b', 1)), true],
  ['a PNG with a damaged last chunk', () => withByte(png, png.length - 1, 0), true],
];

/** A PNG's chunk, its checksum off by `damage`. */
function chunk(type: string, content: string, damage: number): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length);
  bytes.write(type + content, 4, 'latin1');
  const end = 8 + content.length;
  bytes.writeUInt32BE((crc32(bytes.subarray(4, end)) ^ damage) >>> 0, end);
  return bytes;
}

test(
  'odd files have the pixels that OpenCV reads, and are counted where libjpeg warns',
  { skip },
  async (t) => {
    const files = odd.map(([what, file, warned], i) => {
      const name = `odd-${i}`;
      writeFileSync(join(folder, name), file());
      return { what, name, bytes: file(), warned };
    });
    const read = python({ read: files.map(({ name }) => name) });
    for (const { what, name, bytes, warned } of files) {
      await t.test(what, async () => {
        assert.ok(read[name], 'OpenCV reads it');
        const { warnings } = await decompress(bytes);
        const type = what.startsWith('a PNG') ? 'png' : 'jpeg';
        assert.deepEqual(warnings, warned ? [`${type}_warning`] : []);
        const expected = readFileSync(join(folder, `${name}.rgb`));
        const got = await rgb(bytes);
        assert.equal(got.length, expected.length);
        const worst = expected.reduce(
          (most, value, j) => Math.max(most, Math.abs(value - got[j]!)),
          0,
        );
        assert.ok(worst <= 1, `off by ${worst}`);
      });
    }
  },
);

test('a file whose last bytes alone are missing is read, with a warning', { skip }, async () => {
  for (const file of [plain, restarting, progressive, gray]) {
    const whole = await rgb(file);
    for (const missing of [1, 2]) {
      const cut = file.subarray(0, file.length - missing);
      assert.deepEqual((await decompress(cut)).warnings, ['jpeg_warning']);
      assert.deepEqual(await rgb(cut), whole);
    }
  }
  const cut = png.subarray(0, png.length - 12);
  assert.deepEqual((await decompress(cut)).warnings, ['png_warning']);
  assert.deepEqual(await rgb(cut), await rgb(png));
});

test('a file that ends anywhere else is refused, or has every pixel', { skip }, async () => {
  const files = [plain, restarting, withExtraBytes(restarting), progressive, gray, png];
  for (const file of files) {
    const whole = await rgb(file);
    let refused = 0;
    for (let length = 1; length < file.length; length += length > file.length - 40 ? 1 : 23) {
      for (const end of file === png ? [[]] : [[], endOfImage]) {
        const cut = Buffer.concat([file.subarray(0, length), Buffer.from(end)]);
        try {
          // An end may have been put to a progressive picture whose finest details are missing.
          if (file === progressive && end.length > 0) continue;
          assert.deepEqual(await rgb(cut), whole, `${length} of ${file.length} bytes`);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'FRAME_CORRUPT', String(error));
          refused += 1;
        }
      }
    }
    assert.ok(refused > file.length / 30, `${refused} refused`);
  }
});

test(
  'a loss in one picture is not taken for one in those decompressed beside it',
  { skip },
  async () => {
    const lost = Buffer.concat([gray.subarray(0, gray.length - 100), Buffer.from(endOfImage)]);
    const whole = await rgb(gray);
    for (let i = 0; i < 20; i += 1) {
      const beside = await Promise.allSettled([gray, lost, gray, plain, gray].map(rgb));
      assert.deepEqual(
        beside.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
      );
      for (const j of [0, 2, 4]) {
        assert.deepEqual((beside[j] as PromiseFulfilledResult<Buffer>).value, whole);
      }
    }
  },
);

test('pixels that libjpeg itself finds to be damaged are refused', { skip }, async () => {
  const scan = headerAt(plain, 0xda) + 14;
  const ones = Buffer.from(plain);
  ones.fill(0xff, scan + 200, scan + 320);
  const numbered = Buffer.from(restarting);
  for (const at of restartsIn(numbered)) numbered[at + 1] = 0xd0;
  const [first = 0, second = 0] = restartsIn(restarting);
  const missing = Buffer.concat([restarting.subarray(0, first), restarting.subarray(second)]);
  const extra = withExtraBytes(restarting);
  const [, next = 0, then = 0] = restartsIn(extra);
  for (const [what, file] of [
    ['a run of ones', ones],
    ['restart markers of one number', numbered],
    ['rows left out', missing],
    [
      'rows left out of one with extra bytes',
      Buffer.concat([extra.subarray(0, next), extra.subarray(then)]),
    ],
  ] as const) {
    await assert.rejects(decompress(file), { code: 'FRAME_CORRUPT' }, what);
  }
});

test(
  'whatever byte is changed, the file is read or FRAME_*: nothing else happens',
  { skip },
  async () => {
    for (const file of [plain, withExtraBytes(restarting), progressive, png]) {
      let state = 5;
      for (let i = 0; i < 150; i += 1) {
        state = (state * 1103515245 + 12345) % 2147483648;
        const at = 2 + ((state >>> 8) % (file.length - 2));
        try {
          const { image } = await decompress(withByte(file, at, state & 255));
          assert.equal(image.data.length, image.step * image.height);
        } catch (error) {
          assert.match((error as { code?: string }).code ?? String(error), /^FRAME_/);
        }
      }
    }
  },
);
