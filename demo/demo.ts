import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { VljepaError } from '../src/errors.js';
import { makeFolder } from '../src/makeFolder.js';
import { imageKind, readImage } from '../src/messages/image.js';
import { inTurn } from '../src/messages/messageSink.js';
import { openBag } from '../src/bags/openBag.js';
import { StatesFile } from '../src/replay/statesFile.js';
import { readReferenceEvents } from '../src/report/referenceEvents.js';
import { reportPage } from '../src/report/page.js';
import { RecentImages } from '../src/report/recentImages.js';
import { Recording } from '../src/report/recording.js';
import { TextThumbnails } from '../src/report/textThumbnails.js';
import { ros } from '../src/ros/rcl.js';
import { startRos } from '../src/ros/startRos.js';
import { demoSummary, type DemoSummary } from './demoSummary.js';
import { Listener } from './listener.js';
import { LOAD, publishLoad } from './load.js';
import { NodeProcess } from './nodeProcess.js';
import { BagPlayer } from './player.js';
import { Latencies, Transcript, printedTexts } from './transcript.js';

const CAMERA = 'camera';
const BAG = fileURLToPath(new URL('../../test/bags/sample', import.meta.url));
const LONGEST_START_MS = 30_000;
const DISCOVERY_MS = 500;
/** Longer than persistence, inference and the second between two messages of ~/metrics. */
const SETTLE_MS = 1500;
/** A text comes some images after its newest one. */
const KEPT_IMAGES = 50;

/**
 * The whole program from end to end: plays the sample bag over real DDS into the node, a process of its
 * own, and writes everything that it publishes to `out`.
 *
 * @param rate seconds of the bag in one second
 * @returns the exit code: 0 where the node worked and ended normally
 */
export async function demo(rate: number, out: string): Promise<number> {
  // Kept apart from a robot that runs on this network.
  const domain = String(1 + (process.pid % 100));
  process.env['ROS_DOMAIN_ID'] = domain;
  process.env['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST';

  const bag = await openBag(BAG);
  const reference = readReferenceEvents(await readFile(join(BAG, 'events.json'), 'utf8'));
  const topic = bag.topics.find(({ type }) => imageKind(type) !== undefined)!;
  const kind = imageKind(topic.type)!;
  makeFolder(out);
  const recording = new Recording();
  const latencies = new Latencies();
  const recent = new RecentImages(KEPT_IMAGES);
  const published = inTurn([
    recording,
    latencies,
    printedTexts(bag.startNs ?? 0n),
    await StatesFile.create(join(out, 'states.mcap'), '/vljepa'),
    new TextThumbnails(recording, recent),
  ]);
  const transcript = new Transcript(CAMERA, published);

  await startRos([]);
  const participant = new ros.Node('demo');
  const listener = new Listener(participant, transcript);
  const player = new BagPlayer(participant, bag, topic.name, topic.type, rate);
  participant.spin();
  const node = new NodeProcess({
    use_sim_time: 'true',
    [`cameras.${CAMERA}.topic`]: topic.name,
    [`cameras.${LOAD.camera}.topic`]: LOAD.topic,
  });
  try {
    await started(node, player, listener);
    console.log(`${topic.name} at ${rate} × real time, ROS_DOMAIN_ID=${domain}\n`);
    const images = await player.play((data) => {
      const { stampNs, image } = readImage(kind, data.slice());
      recent.add(CAMERA, stampNs, image);
    });
    await sleep(SETTLE_MS);
    const afterBag = listener.metrics!;
    console.log(`\n${LOAD.width}×${LOAD.height} rgb8 at ${LOAD.rateHz} Hz for ${LOAD.seconds} s …`);
    const loadImages = await publishLoad(participant, bag.endNs ?? 0n);
    await sleep(SETTLE_MS);
    const afterLoad = listener.metrics!;
    const exitCode = await node.stop();

    await transcript.close();
    const facts = {
      recording,
      camera: CAMERA,
      images,
      latencySeconds: latencies.seconds,
      afterBag,
      afterLoad,
      loadImages,
    };
    const summary = demoSummary({ ...facts, reference });
    await writeFile(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    const figures = {
      'play rate': `${rate} ×`,
      'event loop late by at most': `${summary.event_loop.delay_max_ms} ms`,
    };
    const title = 'Sample bag, played over DDS';
    const page = reportPage({ title, recording, summary, reference, figures });
    await writeFile(join(out, 'report.html'), page);
    printSummary(summary, out);
    if (exitCode !== 0) console.error(`expected the node to end with exit code 0, got ${exitCode}`);
    return exitCode === 0 && summary.windows > 0 ? 0 : 1;
  } finally {
    if (!node.ended) await node.stop();
    await bag.close();
    // DDS crashes when it is shut down while a node still spins.
    ros.shutdown();
  }
}

async function started(node: NodeProcess, player: BagPlayer, listener: Listener): Promise<void> {
  const startMs = performance.now();
  while (player.listeners === 0 || listener.metrics === undefined) {
    if (node.ended || performance.now() - startMs > LONGEST_START_MS) {
      throw new VljepaError('NODE_SILENT', 'the node did not start: its log above says why');
    }
    await sleep(20);
  }
  // The publisher knows its subscriber a moment before the subscriber knows its publisher.
  await sleep(DISCOVERY_MS);
}

function printSummary(summary: DemoSummary, out: string): void {
  const { frames, windows, segments, texts, drops, latency_ms, event_loop } = summary;
  const lost = Object.entries(drops).map(([reason, count]) => `${count} ${reason}`);
  const total = latency_ms['total'];
  console.log(`
${frames} frames, ${windows} world states, ${segments} segments, ${texts.length} texts: one text for every ${(windows / Math.max(1, texts.length)).toFixed(0)} world states
events of the bag that a change was confirmed for: ${summary.events_found}
frame received to world state published: median ${total?.p50} ms, 99 % ${total?.p99} ms
ROS thread late by at most ${event_loop.delay_max_ms} ms under ${event_loop.load} (${event_loop.load_received} of ${event_loop.load_sent} images received)
dropped: ${lost.join(', ') || 'none'}
report: ${join(out, 'report.html')}`);
}
