import { image, type Picture } from './pictures.js';
import type { DecodedText, DiagnosticArray, DiagnosticStatus, WorldState } from './messages.js';
import { reserveDomain } from './domain.js';
import { PerceptionProcess, type Ending } from './perceptionProcess.js';
import { RosClient, type Heard, type Quality } from './rosClient.js';
import { tiny } from './testPack.js';
import { until } from './until.js';

const SECOND_NS = 1_000_000_000n;

/** A ROS domain of its own on this machine, with an rclpy client in it and nodes under test. */
export class World {
  readonly nodes: PerceptionProcess[] = [];

  private constructor(
    readonly env: NodeJS.ProcessEnv,
    readonly client: RosClient,
  ) {}

  /** @param more added to the environment of the client and the nodes */
  static async open(more: NodeJS.ProcessEnv = {}): Promise<World> {
    const env = {
      ...process.env,
      ...more,
      ROS_DOMAIN_ID: String(reserveDomain()),
      ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST',
      ROS_STATIC_PEERS: '',
      RCUTILS_COLORIZED_OUTPUT: '0',
    };
    return new World(env, await RosClient.start(env));
  }

  /** Starts the node under test with what follows `--ros-args`, on a tiny pack unless that names one. */
  start(
    args: readonly string[],
    nodeOptions: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
    around: readonly string[] = [],
  ): PerceptionProcess {
    const all = ['-p', `pack:=${tiny.folder}`, ...args];
    const node = new PerceptionProcess({ ...this.env, ...env }, all, nodeOptions, around);
    this.nodes.push(node);
    return node;
  }

  /** Ends the nodes and the client; gives how the nodes ended. */
  async close(): Promise<Ending[]> {
    const endings = await Promise.all(this.nodes.map((node) => node.end()));
    await this.client.close();
    return endings;
  }

  states(node = '/vljepa'): Promise<Heard<WorldState>> {
    return this.client.subscribe(`${node}/world_state`, 'vljepa/msg/WorldState', { depth: 1000 });
  }

  texts(node = '/vljepa'): Promise<Heard<DecodedText>> {
    return this.client.subscribe(`${node}/text`, 'vljepa/msg/DecodedText', { depth: 1000 });
  }

  async diagnostics(): Promise<Diagnostics> {
    const type = 'diagnostic_msgs/msg/DiagnosticArray';
    return new Diagnostics(await this.client.subscribe('/diagnostics', type, { depth: 100 }));
  }

  async camera(topic: string, quality?: Quality): Promise<TestCamera> {
    await this.client.advertise(topic, 'sensor_msgs/msg/Image', quality);
    return new TestCamera(this.client, topic);
  }
}

/** A publisher of images whose stamps the test chooses. */
export class TestCamera {
  readonly #client: RosClient;

  constructor(
    client: RosClient,
    readonly topic: string,
  ) {
    this.#client = client;
  }

  publish(picture: Picture, stampNs: bigint, changed?: Parameters<typeof image>[2]): Promise<void> {
    return this.#client.publish(this.topic, image(picture, { stampNs }, changed));
  }

  /**
   * Publishes until a world state answers: the other side may not have found this publisher yet. No
   * other is on its way then: it is the last image's.
   * Returns the stamp after the last that was used; stamps are 250 ms apart.
   */
  async connect(states: Heard<WorldState>, picture: Picture, stampNs: bigint): Promise<bigint> {
    let nextNs = stampNs;
    let patienceMs = 250;
    const heard = states.messages.length;
    await this.#client.heardBy(this.topic);
    await until(`a world state from ${this.topic}`, async () => {
      const sentNs = nextNs;
      await this.publish(picture, sentNs);
      nextNs += SECOND_NS / 4n;
      const deadlineMs = performance.now() + patienceMs;
      patienceMs *= 1.5;
      while (performance.now() < deadlineMs) {
        const answered = states.messages.slice(heard);
        if (answered.some(({ header }) => ns(header.stamp) === sentNs)) return true;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return false;
    });
    return nextNs;
  }

  /** Publishes one image and waits for its world state. */
  async show(states: Heard<WorldState>, picture: Picture, stampNs: bigint): Promise<WorldState> {
    const after = states.messages.length;
    await this.publish(picture, stampNs);
    return states.first(
      `the state of stamp ${stampNs}`,
      ({ header }) => ns(header.stamp) === stampNs,
      after,
    );
  }
}

/** /diagnostics of one node. */
export class Diagnostics {
  constructor(readonly heard: Heard<DiagnosticArray>) {}

  /** The newest status of that task. */
  newest(task: string, node = 'vljepa'): DiagnosticStatus | undefined {
    return this.heard.messages
      .flatMap(({ status }) => status)
      .findLast(({ name }) => name === `${node}: ${task}`);
  }

  /** A status of that task, heard from now on, for which the predicate holds. */
  next(
    task: string,
    what: string,
    predicate: (status: DiagnosticStatus) => boolean = () => true,
    node = 'vljepa',
  ): Promise<DiagnosticStatus> {
    const seen = this.heard.messages.length;
    const missing = () => {
      const last = this.newest(task, node);
      const values = last?.values.map(({ key, value }) => `${key}: ${value}`).join(', ');
      return `${task}: ${what} in /diagnostics (last: ${last?.message}; ${values})`;
    };
    return until(missing, () =>
      this.heard.messages
        .slice(seen)
        .flatMap(({ status }) => status)
        .find((status) => status.name === `${node}: ${task}` && predicate(status)),
    );
  }
}

/** 0 ok, 1 warn, 2 error, 3 stale. */
export function level(status: DiagnosticStatus): number {
  return Buffer.from(status.level.base64, 'base64')[0]!;
}

export function value(status: DiagnosticStatus, key: string): string | undefined {
  return status.values.find((entry) => entry.key === key)?.value;
}

export function ns({ sec, nanosec }: { sec: number; nanosec: number }): bigint {
  return BigInt(sec) * SECOND_NS + BigInt(nanosec);
}

/** Seconds → a stamp. */
export function seconds(count: number): bigint {
  return BigInt(Math.round(count * 1e9));
}
