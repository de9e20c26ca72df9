import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { openBag } from '../bags/openBag.js';
import type { Engine } from '../engine/engine.js';
import { VljepaError } from '../errors.js';
import { makeFolder } from '../makeFolder.js';
import type { PackDescription } from '../engine/engine.js';
import { NO_LABELS } from '../operators/classify.js';
import { liveSettings, type NodeSettings } from '../parameters/settings.js';
import type { Console } from '../replay/console.js';
import { windowedCameras } from '../replay/chooseCameras.js';
import { replay } from '../replay/replay.js';
import { choose } from '../replay/run.js';
import { WatchedEngine } from '../replay/watchedEngine.js';
import { RecentImages } from '../report/recentImages.js';
import { writing } from '../report/writing.js';
import type { CommandLine } from './commandLine.js';
import { LEAST_SHARE } from '../selective/calibratedThreshold.js';
import { chooseThreshold, curveLines } from './curve.js';
import { FalseAlarms, type AlarmCounts } from './falseAlarms.js';
import { parameterYaml } from './parameterYaml.js';

/** No score exceeds this: nothing is put into words meanwhile, but the first state. */
const NEVER = 4;

export interface CalibrateEnvironment {
  readonly console: Console;
  /** Loads the pack that the settings name. */
  readonly load: (settings: NodeSettings) => Promise<Engine>;
}

/**
 * Counts false alarms in a bag's quiet stretches, shows their curve and writes the parameter file.
 *
 * @returns the threshold that was chosen
 * @throws BAG_*, PARAMETER_*, CAMERA_*, PACK_*, REQUEST_*, WORKER_*, OUTPUT_UNWRITABLE; BAG_NOT_QUIET after the curve
 * is shown
 */
export async function calibrate(
  command: CommandLine,
  { console, load }: CalibrateEnvironment,
): Promise<number> {
  const bag = await openBag(command.bag);
  try {
    const chosen = choose(bag, command, console);
    const { settings } = chosen;
    const engine = new WatchedEngine(await load(settings));
    try {
      const live = liveSettings(settings, engine.pack, NO_LABELS);
      const counting = new FalseAlarms(live.selective);
      await replay({
        bag,
        cameras: windowedCameras(chosen, engine.pack),
        engine,
        live: () => ({ ...live, selective: { ...live.selective, threshold: NEVER } }),
        sinks: [counting],
        images: new RecentImages(1),
        progress: () => {},
      });
      return await finish(counting.counts, engine.pack, command, console);
    } finally {
      await engine.dispose();
    }
  } finally {
    await bag.close();
  }
}

async function finish(
  counts: readonly AlarmCounts[],
  pack: PackDescription,
  { bag, node, out, falseAlarmsPerHour }: CommandLine,
  console: Console,
): Promise<number> {
  if (counts.length === 0)
    throw new VljepaError('BAG_NO_WINDOW', `${bag} gave no world state: there is nothing to count`);
  const show = (threshold?: number) =>
    counts.flatMap((one) => curveLines(one, threshold)).forEach((line) => console.line(line));
  let threshold;
  try {
    threshold = chooseThreshold(counts, falseAlarmsPerHour, LEAST_SHARE * pack.changeThreshold);
  } catch (error) {
    show();
    throw error;
  }
  show(threshold);
  const yaml = parameterYaml({ node, threshold, falseAlarmsPerHour, bag, pack: pack.id });
  await writing(out, async () => {
    makeFolder(dirname(resolve(out)));
    await writeFile(out, yaml);
  });
  console.line(
    `selective_decoding.threshold ${threshold}: at most ${falseAlarmsPerHour} false alarms an hour; written to ${out}`,
  );
  return threshold;
}
