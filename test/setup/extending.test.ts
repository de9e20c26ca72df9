import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { reserveDomain } from '../ros/domain.js';
import { cat, image } from '../ros/pictures.js';
import { RosClient } from '../ros/rosClient.js';
import { until } from '../ros/until.js';
import { seconds } from '../ros/world.js';
import { copyPackage, ended, ROOT, run, sourcedRos } from './checkout.js';

const PACK = join(ROOT, 'test/fixtures/packs/tiny_words');
const TOPIC = '/front/image_raw';

/** A code block of docs/extending.md that says which file it belongs to. */
interface Block {
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

function blocks(): Block[] {
  const page = readFileSync(join(ROOT, 'docs/extending.md'), 'utf8');
  return [...page.matchAll(/^```(\w+) (\S+)\n([^]*?)^```$/gm)].map(([, language, file, text]) => ({
    language: language!,
    file: file!,
    text: text!,
  }));
}

/**
 * Lines that begin with + come after the line before them in the block, which the file has once, or
 * at the file's head.
 */
function inserted(source: string, { file, text }: Block): string {
  let result = source;
  let after = 0;
  for (const line of text.split('\n').filter((entry) => entry !== '')) {
    const content = `${line.slice(1)}\n`;
    if (line.startsWith('+')) {
      result = result.slice(0, after) + content + result.slice(after);
      after += content.length;
      continue;
    }
    assert.equal(result.split(content).length, 2, `${file} has this line once: ${content}`);
    after = result.indexOf(content) + content.length;
  }
  return result;
}

/** Does to a checkout what the page says. */
function follow(checkout: string): void {
  for (const block of blocks()) {
    const path = join(checkout, block.file);
    if (block.language === 'diff') {
      writeFileSync(path, inserted(readFileSync(path, 'utf8'), block));
      continue;
    }
    assert.ok(!existsSync(path), `${block.file} is new`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, block.text);
  }
}

/**
 * This checkout's Node packages, by links, but for rclnodejs, into which messages are generated. The
 * mark says what they were installed for, so that the messages alone are made anew.
 */
function linkPackages(checkout: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(checkout, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from).filter((entry) => entry !== 'rclnodejs')) {
    if (name === '.vljepa') cpSync(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
  }
  const generated = join(from, 'rclnodejs/generated');
  cpSync(join(from, 'rclnodejs'), join(to, 'rclnodejs'), {
    recursive: true,
    filter: (path) => !path.startsWith(generated),
  });
}

/** Builds what is stale; gives the environment that `scripts/with-ros` runs commands in. */
async function environment(checkout: string): Promise<NodeJS.ProcessEnv> {
  const withRos = join(checkout, 'scripts/with-ros');
  const print = 'process.stdout.write(JSON.stringify(process.env))';
  const { code, stdout, stderr } = await run(withRos, ['--node', 'node', '-e', print], {
    env: sourcedRos(),
  });
  assert.equal(code, 0, stderr);
  return {
    ...(JSON.parse(stdout) as NodeJS.ProcessEnv),
    ROS_DOMAIN_ID: String(reserveDomain()),
    ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST',
  };
}

let folder: string;
let client: RosClient;
let stop: () => Promise<void>;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vljepa-setup-'));
  const checkout = copyPackage(join(folder, 'vljepa'));
  follow(checkout);
  linkPackages(checkout);
  const env = await environment(checkout);
  client = await RosClient.start(env);
  const parameters = [`pack:=${PACK}`, `cameras.front.topic:=${TOPIC}`];
  const node = spawn(
    process.execPath,
    [
      join(checkout, 'dist/src/main.js'),
      '--ros-args',
      ...parameters.flatMap((assignment) => ['-p', assignment]),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = () => node.kill('SIGKILL');
  process.once('exit', kill);
  const end = ended(node);
  stop = async () => {
    node.kill('SIGINT');
    const { code, stderr } = await end;
    process.off('exit', kill);
    assert.equal(code, 0, stderr);
  };
});

after(async () => {
  await stop?.();
  await client?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('the service that the page adds answers', async () => {
  const ask = (a: string, b: string) =>
    client.call<{ success: boolean; message: string; cosine: number }>(
      '/vljepa/similarity',
      'vljepa/srv/Similarity',
      { a, b },
    );
  const same = await ask('a red cup', 'a red cup');
  assert.equal(same.message, '');
  assert.ok(same.success && Math.abs(same.cosine - 1) < 1e-5, JSON.stringify(same));
  const other = await ask('a red cup', 'on two tables');
  assert.ok(other.success && other.cosine < 1 - 1e-5, JSON.stringify(other));
});

test('the topic that the page adds tells of the first segment, late joiners too', async () => {
  await client.advertise(TOPIC, 'sensor_msgs/msg/Image');
  const heard = await client.subscribe<{ camera: string; segment: number }>(
    '/vljepa/segment_start',
    'vljepa/msg/SegmentStart',
    { durability: 'transient_local' },
  );
  let count = 0;
  await until('a segment that starts', async () => {
    await client.publish(TOPIC, image(await cat(), { stampNs: seconds(1000 + count++ / 4) }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return heard.messages.length > 0;
  });
  const [{ camera, segment }] = heard.messages as [{ camera: string; segment: number }];
  assert.deepEqual({ camera, segment }, { camera: 'front', segment: 0 });
});
