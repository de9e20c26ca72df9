import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const source = (name: string) =>
  fileURLToPath(new URL(`../../../test/bags/${name}`, import.meta.url));

/** Why bags cannot be written here; false where they can. */
export const WITHOUT_ROSBAGS =
  spawnSync('python3', ['-c', 'import rosbags']).status !== 0 &&
  "python3 has no package rosbags here: run the tests through 'npm test'";

export const START_NS = 1_700_000_000_000_000_000n;
export const WIDTH = 96;
export const HEIGHT = 72;

/** A scene that a camera may see: grey slopes, or a red and white chequer. */
export type Scene = 'slope' | 'chequer';

export interface TopicToWrite {
  readonly name: string;
  readonly type?: string;
  readonly frame_id?: string;
  readonly encoding?: string;
  readonly format?: string;
  /** Log time, header stamp and the file with the data. */
  readonly messages: readonly (readonly [logNs: bigint, stampNs: bigint, file: string])[];
}

/** A folder of its own with the scenes as files, and bags that the test writes into it. */
export class BagWorkshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'vljepa-test-'));

  private constructor() {}

  static async open(): Promise<BagWorkshop> {
    const workshop = new BagWorkshop();
    for (const scene of ['slope', 'chequer'] as const) {
      const pixels = pixelsOf(scene);
      writeFileSync(workshop.file(`${scene}.rgb`), pixels);
      const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
      const jpeg = await sharp(pixels, { raw }).jpeg().toBuffer();
      writeFileSync(workshop.file(`${scene}.jpg`), jpeg);
    }
    writeFileSync(workshop.file('words'), 'hello');
    return workshop;
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** A camera at `rateHz` that sees one scene after the other, each for `secondsEach`. */
  camera(
    name: string,
    scenes: readonly Scene[],
    {
      rateHz = 10,
      secondsEach = 4,
      logAfterNs = 2_000_000n,
      stamped = true,
      startNs = START_NS,
    } = {},
  ): TopicToWrite {
    const compressed = name.endsWith('/compressed');
    const count = Math.round(rateHz * secondsEach * scenes.length);
    const messages = Array.from({ length: count }, (_, i) => {
      const stampNs = startNs + BigInt(Math.round((i * 1e9) / rateHz));
      const scene = scenes[Math.floor(i / (rateHz * secondsEach))]!;
      const file = this.file(`${scene}.${compressed ? 'jpg' : 'rgb'}`);
      return [stampNs + logAfterNs, stamped ? stampNs : 0n, file] as const;
    });
    const type = `sensor_msgs/msg/${compressed ? 'CompressedImage' : 'Image'}`;
    return { name, type, frame_id: 'optical', messages };
  }

  /** @returns the bag's folder */
  write(
    name: string,
    topics: readonly TopicToWrite[],
    { storage = 'mcap', compression = '' } = {},
  ): string {
    const path = this.file(name);
    const described = {
      path,
      storage,
      compression,
      topics: topics.map((topic) => ({
        type: 'std_msgs/msg/String',
        frame_id: '',
        encoding: 'rgb8',
        format: 'jpeg',
        width: WIDTH,
        height: HEIGHT,
        step: 3 * WIDTH,
        ...topic,
      })),
    };
    // Nanoseconds do not fit a JSON number of this language, but of Python's.
    const input = JSON.stringify(described, (_, value: unknown) =>
      typeof value === 'bigint' ? `<${value}>` : value,
    ).replaceAll(/"<(\d+)>"/g, '$1');
    execFileSync('python3', [source('write_bag.py')], { input });
    return path;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface ReadBack {
  readonly topic: string;
  readonly type: string;
  readonly log_ns: string;
  readonly message: Record<string, unknown>;
}

/** All messages of an MCAP file, read by an independent library. */
export function readBack(path: string): ReadBack[] {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const lines = execFileSync('python3', [source('read_messages.py'), path], options);
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadBack);
}

export function pixelsOf(scene: Scene): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const even = (Math.floor(x / 12) + Math.floor(y / 12)) % 2 === 0;
      const red = even ? [200, 20, 20] : [255, 255, 255];
      const colour = scene === 'chequer' ? red : [x + y, x + y, 90 + x];
      pixels.set(colour, (y * WIDTH + x) * 3);
    }
  }
  return pixels;
}
