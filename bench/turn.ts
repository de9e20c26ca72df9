import { camerasOf, RELIABILITY as everyFrame, type Load, type Reliability } from './loads.js';
import { measurementOf, type LoadResult, type Measurement } from './measurement.js';
import { ProcessGroup } from './processGroup.js';
import { pathOf, type System } from './systems.js';

export interface TurnOptions {
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Nobody else may be in it. */
  readonly domain: number;
  /** Of the publishers; the system's own is in its command. */
  readonly reliability?: Reliability;
  /** For both processes, added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** For starting, finding one another and ending. */
const SPARE_SECONDS = 90;

/** Domains that turns take one after the other; their ports lie above Linux' ephemeral ones. */
const DOMAINS = { first: 215, count: 15 };
let turns = 0;

export function nextDomain(): number {
  return DOMAINS.first + (turns++ % DOMAINS.count);
}

/** What a turn gave, and what the system took of the machine meanwhile. */
export interface Turn {
  readonly result: LoadResult;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** One system in a fresh process under one load: its figures. */
export async function measureTurn(
  system: System,
  load: Load,
  options: TurnOptions,
): Promise<Measurement> {
  const { result, ...used } = await runTurn(system, load, options);
  return measurementOf(result, used);
}

/** One system in a fresh process under one load; it has ended when this resolves. */
export async function runTurn(system: System, load: Load, options: TurnOptions): Promise<Turn> {
  const environment = {
    ROS_DOMAIN_ID: String(options.domain),
    ROS_AUTOMATIC_DISCOVERY_RANGE: 'LOCALHOST',
    ...options.environment,
  };
  const { seconds, warmupSeconds, reliability = everyFrame } = options;
  const { width, height, encoding, rateHz, apart, still } = load;
  const specification = JSON.stringify({
    ...{ width, height, encoding, rateHz, apart, still, reliability, seconds, warmupSeconds },
    cameras: camerasOf(load),
    worldStates: system.worldStates,
    metrics: system.metrics,
  });
  const tested = new ProcessGroup(system.command, environment);
  let cpuAtStart = 0;
  let cpuSeconds = 0;
  let residentBytes = 0;
  let result: LoadResult | undefined;
  const publisher = new ProcessGroup(
    ['python3', pathOf('bench/load/main.py'), specification],
    environment,
    (line) => {
      const message = JSON.parse(line) as { event: string } & LoadResult;
      if (message.event === 'measuring') cpuAtStart = tested.cpuSeconds();
      if (message.event === 'measured') {
        cpuSeconds = tested.cpuSeconds() - cpuAtStart;
        residentBytes = tested.residentBytes();
      }
      if (message.event === 'result') result = message;
    },
  );
  const limit = setTimeout(
    () => publisher.kill(),
    (warmupSeconds + seconds + SPARE_SECONDS) * 1000,
  );
  try {
    const first = await Promise.race([
      publisher.ended.then((how) => ({ who: publisher, how })),
      tested.ended.then((how) => ({ who: tested, how })),
    ]);
    if (result === undefined) {
      throw new Error(
        `${first.who.command.slice(0, 2).join(' ')} ended by ${first.how}; its last words:\n` +
          first.who.output +
          (first.who === tested ? '' : tested.output),
      );
    }
    return { result, cpuSeconds, residentBytes };
  } finally {
    clearTimeout(limit);
    await Promise.all([publisher.end(), tested.end()]);
  }
}
