import { describeError } from '../../errors.js';
import { watchMessage, type WatchMessage } from '../../messages/outputs.js';
import type { Moment, WatchStatus } from '../../watches/watch.js';
import { WatchBoard } from '../../watches/watchBoard.js';
import type { WatchSettings } from '../../watches/watchSettings.js';
import { LatchedPublisher } from '../latchedPublisher.js';
import type { Node } from '../rcl.js';
import { Snapshots } from '../snapshots.js';
import type { ConfiguredContext, Endpoint } from './endpoint.js';

/** How often it is looked whether a camera has become silent. */
const CHECK_MS = 100;

/**
 * `~/watch/<name>` and `~/watch/<name>/active`: whether each condition that is set holds, at every change
 * and once a second; late joiners get the newest.
 */
export function openWatches({ node, log, pipeline }: ConfiguredContext): Endpoint {
  const topics = new WatchTopics(node);
  const snapshots = new Snapshots(node, log);
  const simulated = () => node.getParameter('use_sim_time').value === true;
  const now = (): Moment => {
    const { nanoseconds: ns } = node.getClock().now();
    // A camera of a simulation that runs slowly, or stands, is not late.
    return { ns, ms: simulated() ? Number(ns) / 1e6 : performance.now() };
  };
  const publish = (settings: WatchSettings, status: WatchStatus) => {
    try {
      topics.publish(settings, status, now().ns);
    } catch (error) {
      // In a timer it would end the process.
      const { name } = settings;
      log.warnThrottled(`watch ${name}`, `watch ${name} is not published: ${describeError(error)}`);
    }
  };
  const { engine, cameras } = pipeline;
  const board = new WatchBoard(
    engine,
    cameras.map(({ name }) => name),
    (camera) => 1 / (pipeline.live.rateHz[camera] ?? engine.pack.samplingRate),
    {
      changed(settings, status, before) {
        publish(settings, status);
        log.debug(() => explain(settings, status));
        if (status.state === 'ON' && before.state !== 'ON') snapshots.rose(settings);
      },
      asks: (queries) => pipeline.askBesides(queries),
      trouble: ({ name }, reason) => log.warn(`watch ${name}: ${reason}`),
    },
  );
  const want = () => {
    topics.keep(pipeline.watches.map(({ name }) => name));
    void board.want(pipeline.watches, now());
  };
  let timer: NodeJS.Timeout | undefined;
  const deactivate = () => {
    clearInterval(timer);
    board.forget('the node is not active', now());
  };
  want();
  return {
    perceived(perception) {
      if (perception.kind === 'state') board.observe(perception.state, now());
    },
    parametersChanged: want,
    activate() {
      board.forget('the cameras have not been judged yet', now());
      timer = setInterval(() => board.check(now()), CHECK_MS);
    },
    deactivate,
    report() {
      for (const { settings, status } of board.watches) publish(settings, status);
    },
    close() {
      deactivate();
      snapshots.close();
      topics.keep([]);
    },
  };
}

function explain({ name }: WatchSettings, { state, probability, reason }: WatchStatus): string {
  return `watch ${name}: ${state}, ${reason === '' ? `probability ${probability.toFixed(2)}` : reason}`;
}

/** `std_msgs/Bool` */
interface Bool {
  readonly data: boolean;
}

interface Topics {
  readonly watch: LatchedPublisher<WatchMessage>;
  /** Absent while it has nothing to say. */
  active?: LatchedPublisher<Bool> | undefined;
}

/** The two topics of each watch. */
class WatchTopics {
  readonly #open = new Map<string, Topics>();
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Closes those of all other watches. */
  keep(names: readonly string[]): void {
    for (const [name, { watch, active }] of this.#open) {
      if (names.includes(name)) continue;
      watch.destroy();
      active?.destroy();
      this.#open.delete(name);
    }
  }

  publish({ name, unknownIs }: WatchSettings, status: WatchStatus, nowNs: bigint): void {
    const topics = this.#topics(name);
    topics.watch.publish(watchMessage(name, status, nowNs));
    const known = status.state !== 'UNKNOWN';
    if (!known && unknownIs === 'silent') {
      // A late joiner must not get what was true before.
      topics.active?.destroy();
      topics.active = undefined;
      return;
    }
    topics.active ??= new LatchedPublisher<Bool>(
      this.#node,
      'std_msgs/msg/Bool',
      `~/watch/${name}/active`,
    );
    topics.active.publish({ data: known ? status.state === 'ON' : unknownIs === 'on' });
  }

  #topics(name: string): Topics {
    let topics = this.#open.get(name);
    if (topics === undefined) {
      topics = { watch: new LatchedPublisher(this.#node, 'vljepa/msg/Watch', `~/watch/${name}`) };
      this.#open.set(name, topics);
    }
    return topics;
  }
}
