import { setTimeout as sleep } from 'node:timers/promises';
import { median } from 'd3-array';
import { packFolder } from '../../src/pack/packFolder.js';
import { seededRandom } from '../random.js';
import { accountFor, emptyAccount, type Account } from './account.js';
import { Camera } from './cameras.js';
import { disturbances } from './disturbances.js';
import type { Kill } from './kills.js';
import type { SoakOptions } from './options.js';
import type { Robot } from './robot.js';
import { SharedMemory } from './sharedMemory.js';
import { SoakedNode } from './soakedNode.js';
import type { Sample } from './trend.js';
import { RosUser, type StatesHeard } from './user.js';

const PAUSE_SECONDS = 2;
const SAMPLE_MS = 5000;
const START_SECONDS = 60;
const SETTLE_SECONDS = 30;

/** What was seen. */
export interface Observations {
  readonly minutes: number;
  readonly account: Account;
  readonly crashes: readonly string[];
  readonly ending: string;
  /** Times that the node left the state active by itself. */
  readonly errorTransitions: number;
  readonly kills: readonly Kill[];
  /** What all its processes left behind. */
  readonly sharedMemory: ReturnType<SharedMemory['left']>;
  /** Requests that the node did not follow, with what it did. */
  readonly failures: readonly string[];
  readonly disturbances: Readonly<Record<string, number>>;
  readonly notTried: readonly string[];
  readonly statesHeard: number;
  readonly statesMissing: number;
  readonly textsHeard: number;
  /** Bytes. */
  readonly resident: readonly Sample[];
  /** Median of a second's world states, in seconds. */
  readonly latency: readonly Sample[];
  readonly eventLoopP99Ms: number;
  readonly eventLoopMaxMs: number;
  readonly logged: Readonly<Record<string, number>>;
  readonly loggedErrors: readonly string[];
}

/** Runs the node for the given time under disturbances in an order that the seed decides. */
export async function soak(
  { minutes, kills: wantedKills, seed, cameras: count, rateHz, pack, only }: SoakOptions,
  progress: (line: string) => void,
): Promise<Observations> {
  const environment = {
    ROS_DOMAIN_ID: String(1 + (process.pid % 100)),
    ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST',
  };
  const random = seededRandom(seed);
  const cameras = Array.from(
    { length: count },
    (_, index) => new Camera(`camera${index}`, { rateHz, seed: index }, environment),
  );
  const topics = cameras.map(({ name, topic }) => [`cameras.${name}.topic`, topic] as const);
  const node = new SoakedNode(
    { pack: packFolder(pack), ...Object.fromEntries(topics) },
    environment,
  );
  const startMs = performance.now();
  const seconds = () => (performance.now() - startMs) / 1000;

  const seen = { heard: 0, missing: 0, texts: 0, p99: 0, max: 0, errorTransitions: 0 };
  const latency: Sample[] = [];
  const resident: Sample[] = [];
  const failures: string[] = [];
  const kills: Kill[] = [];
  const sharedMemory = new SharedMemory();
  const done: Record<string, number> = {};
  let account = emptyAccount;

  const user = new RosUser(environment, ({ count, missing, texts, latencies }: StatesHeard) => {
    seen.heard += count;
    seen.missing += missing;
    seen.texts += texts;
    const middle = median(latencies);
    if (middle !== undefined) latency.push({ seconds: seconds(), value: middle });
  });
  const sampling = setInterval(() => {
    const bytes = node.residentBytes();
    if (bytes !== undefined) resident.push({ seconds: seconds(), value: bytes });
    seen.p99 = Math.max(seen.p99, user.metrics?.event_loop_delay_p99_ms ?? 0);
    seen.max = Math.max(seen.max, user.metrics?.event_loop_delay_max_ms ?? 0);
  }, SAMPLE_MS);
  const robot: Robot = {
    user,
    cameras,
    endWorker: () => node.endWorker(),
    disk: node.disk,
    get kills() {
      return kills.length;
    },
    restartNode: () => node.kill(),
    killNode: async (moment, afterSeconds, signal) => {
      await sleep(1000 * afterSeconds);
      const killedMs = performance.now();
      await node.kill(signal);
      await user.nextState();
      kills.push({
        moment,
        activeSeconds: ((node.activeMs ?? NaN) - killedMs) / 1000,
        stateSeconds: (performance.now() - killedMs) / 1000,
      });
      // Its services may be found later than its topics.
      await active(user, START_SECONDS);
    },
    account: async () => {
      for (const counts of await settled(user)) account = accountFor(account, counts);
    },
  };
  const progressed = () =>
    wantedKills === undefined
      ? `${(seconds() / 60).toFixed(1)} of ${minutes} min`
      : `${kills.length} of ${wantedKills} kills`;
  try {
    cameras.forEach((camera) => camera.plug());
    await active(user, START_SECONDS);
    let deck: string[] = [];
    while (wantedKills === undefined ? seconds() < minutes * 60 : kills.length < wantedKills) {
      if (deck.length === 0) deck = shuffled(only, random);
      const kind = deck.pop()!;
      try {
        await disturbances[kind]!(robot, random);
        done[kind] = (done[kind] ?? 0) + 1;
      } catch (error) {
        failures.push(`${kind} at ${seconds().toFixed(0)} s: ${(error as Error).message}`);
      }
      if (node.startIfCrashed()) await active(user, START_SECONDS);
      else if (/inactive|unconfigured/.test(await user.state())) {
        seen.errorTransitions += 1;
        await activateAgain(user);
      }
      const { windows, unaccounted } = account;
      progress(
        `${progressed()}: ${kind}; ${seen.heard} world states, ${seen.texts} texts, ` +
          `${((resident.at(-1)?.value ?? 0) / 2 ** 20).toFixed(0)} MiB, ${node.crashes.length} crashes, ` +
          `${unaccounted} of ${windows} windows' frames unaccounted for`,
      );
      await sleep(1000 * PAUSE_SECONDS * random());
    }
    await user.transition('deactivate');
    await robot.account();
  } finally {
    clearInterval(sampling);
    await Promise.all(cameras.map((camera) => camera.unplug()));
    await user.end();
  }
  const lasted = seconds() / 60;
  const ending = await node.end();
  return {
    minutes: lasted,
    account,
    crashes: node.crashes,
    ending,
    errorTransitions: seen.errorTransitions,
    kills,
    sharedMemory: sharedMemory.left(),
    failures,
    disturbances: done,
    notTried: node.disk === undefined ? ['disk_full: no user namespaces here'] : [],
    statesHeard: seen.heard,
    statesMissing: seen.missing,
    textsHeard: seen.texts,
    resident,
    latency,
    eventLoopP99Ms: seen.p99,
    eventLoopMaxMs: seen.max,
    logged: node.logged,
    loggedErrors: node.errors,
  };
}

/** The counts of all cameras, once they stand still. */
async function settled(user: RosUser) {
  const countsOf = () =>
    JSON.stringify(
      user.metrics?.cameras.map(({ frames, skipped, windows, texts, drops }) => [
        ...[frames, skipped, windows, texts],
        drops,
      ]),
    );
  const limit = performance.now() + SETTLE_SECONDS * 1000;
  let before = '';
  for (;;) {
    const heard = user.metricsHeard;
    while (user.metricsHeard === heard && performance.now() < limit) await sleep(50);
    const now = countsOf();
    if (user.metrics?.active === false && now === before) return user.metrics.cameras;
    if (performance.now() > limit) throw new Error('the counts did not come to rest');
    before = now;
  }
}

/** @throws where it takes longer */
async function active(user: RosUser, limitSeconds: number): Promise<void> {
  const limit = performance.now() + limitSeconds * 1000;
  while ((await user.state()) !== 'active') {
    if (performance.now() > limit) throw new Error(`expected an active node in ${limitSeconds} s`);
    await sleep(200);
  }
}

async function activateAgain(user: RosUser): Promise<void> {
  if ((await user.state()) === 'unconfigured') await user.transition('configure');
  await user.transition('activate');
}

function shuffled<T>(things: readonly T[], random: () => number): T[] {
  const keyed = things.map((thing) => ({ thing, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ thing }) => thing);
}
