import { Document } from 'yaml';

/** Where a threshold comes from. */
export interface Calibrated {
  /** Fully qualified. */
  readonly node: string;
  readonly threshold: number;
  readonly falseAlarmsPerHour: number;
  readonly bag: string;
  /** `name/version`; another pack needs another threshold. */
  readonly pack: string;
}

/** A ROS parameter file with the threshold, and a comment that says where it comes from. */
export function parameterYaml(calibrated: Calibrated): string {
  const { node, threshold, falseAlarmsPerHour, bag, pack } = calibrated;
  const document = new Document({
    [node]: {
      ros__parameters: {
        selective_decoding: { threshold, false_alarms_per_hour: 0 },
      },
    },
  });
  document.commentBefore = ` For at most ${falseAlarmsPerHour} false alarms an hour, from the quiet stretches of\n ${bag} with the pack ${pack}.`;
  // ROS takes "0" for an integer, which a double parameter refuses.
  return document.toString({ minContentWidth: 0 }).replaceAll(/: (\d+)$/gm, ': $1.0');
}
