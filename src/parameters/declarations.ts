import { executionProviderChoices } from '../executionProvider.js';

interface ValueTypes {
  readonly bool: boolean;
  readonly integer: number;
  readonly double: number;
  readonly string: string;
  readonly string_array: readonly string[];
}

export type ParameterType = keyof ValueTypes;

/** A parameter's value as ROS carries it. */
export type ParameterValue = ValueTypes[ParameterType];

/** The value that a declaration allows: one of its choices, or any of its type. */
export type ValueOf<D extends ParameterDeclaration> = D extends {
  readonly choices: readonly (infer Choice)[];
}
  ? Choice
  : ValueTypes[D['type']];

/** One parameter: the only place where its name, type, default, range, unit and text are written. */
export interface ParameterDeclaration {
  /** `cameras.<name>.…` and `watches.<name>.…` are declared once for each that the parameters name. */
  readonly name: string;
  readonly type: ParameterType;
  readonly default: ParameterValue;
  /** Allowed numbers, both ends included. */
  readonly range?: { readonly min: number; readonly max: number };
  /** The smallest allowed number other than 0, where 0 stands for the pack's own value. */
  readonly leastAboveZero?: number;
  /** Allowed strings. */
  readonly choices?: readonly string[];
  readonly unit?: string;
  /** `live` takes effect at the next window, `fixed` at the next configure; `never` cannot be set. */
  readonly change: 'live' | 'fixed' | 'never';
  readonly description: string;
}

/** A parameter of this node alone. */
export interface NodeParameterDeclaration extends ParameterDeclaration {
  /** What the program calls its value, with the unit: `smoothingSeconds`. */
  readonly setting: string;
}

const declarations = [
  {
    name: 'autostart',
    setting: 'autostart',
    type: 'bool',
    default: true,
    change: 'fixed',
    description:
      'Configure and activate at start. With false the node waits for its lifecycle services.',
  },
  {
    name: 'pack',
    setting: 'pack',
    type: 'string',
    default: 'nano',
    change: 'fixed',
    description:
      'The model pack: the name of one that is installed with this package, or the path of a folder with a pack.yaml.',
  },
  {
    name: 'threads',
    setting: 'threads',
    type: 'integer',
    default: 1,
    range: { min: 1, max: 64 },
    change: 'fixed',
    description:
      'CPU threads for one inference. More than one shortens the time for a window, and takes cores from the rest of the robot.',
  },
  {
    name: 'execution_provider',
    setting: 'executionProvider',
    type: 'string',
    default: 'cpu',
    choices: executionProviderChoices,
    change: 'fixed',
    description:
      "What computes the pack's graphs. auto: the first of cuda, coreml and cpu that loads and computes the pack's golden vectors right. One that is named and does not is an error at configure. docs/hardware.md says what each needs.",
  },
  {
    name: 'device_id',
    setting: 'deviceId',
    type: 'integer',
    default: 0,
    range: { min: 0, max: 63 },
    change: 'fixed',
    description: 'Which of several GPUs computes, from 0. For cuda and tensorrt.',
  },
  {
    name: 'query',
    setting: 'query',
    type: 'string',
    default: '',
    change: 'live',
    description:
      "X_q, what the model is asked about every window. Empty: the pack's own. A message on ~/query sets it too.",
  },
  {
    name: 'extra_queries',
    setting: 'extraQueries',
    type: 'string_array',
    default: [],
    change: 'live',
    description:
      'Further queries; each gives a world state of its own for every window. All share the X-Encoder.',
  },
  {
    name: 'labels',
    setting: 'labels',
    type: 'string_array',
    default: [],
    change: 'live',
    description:
      "Words or phrases to classify every window by, without decoding a text: things, places and events alike, each held against the query that it answers best. WorldState.labels has them, the likeliest first; WorldState.other_probability is that none of them fits. They are put into the pack's prompt template. While they are set, windows are asked one more query or two.",
  },
  {
    name: 'selective_decoding.threshold',
    setting: 'threshold',
    type: 'double',
    default: 0,
    range: { min: 0, max: 4 },
    change: 'live',
    description:
      "Change score above which the world counts as changed; about 2 (1 - cosine) between the segment and now. Lower: more texts. 0: the pack's own.",
  },
  {
    name: 'selective_decoding.false_alarms_per_hour',
    setting: 'falseAlarmsPerHour',
    type: 'double',
    default: 0,
    range: { min: 0, max: 3600 },
    unit: '1/h',
    change: 'live',
    description:
      "How often the score may exceed the threshold by itself: the threshold then comes from this camera's own windows in which nothing moves, once a minute of them was seen, but is never below half of selective_decoding.threshold. WorldState.threshold tells it. 0: the threshold is selective_decoding.threshold.",
  },
  {
    name: 'selective_decoding.texts',
    setting: 'texts',
    type: 'string',
    default: 'new_facts',
    choices: ['new_facts', 'every_change'],
    change: 'live',
    description:
      'new_facts: a change is put into words if something has moved that was not put into words yet, or if the world has slowly become another, and if the text is another than the last one. every_change: all are, the end of an event too.',
  },
  {
    name: 'selective_decoding.pause_on_fault',
    setting: 'pauseOnFault',
    type: 'bool',
    default: true,
    change: 'live',
    description:
      'Whether nothing is judged or put into words while WorldState.condition is BLACK, COVERED or FROZEN. With false a camera is heard all the same.',
  },
  {
    name: 'selective_decoding.smoothing',
    setting: 'smoothingSeconds',
    type: 'double',
    default: 0.25,
    range: { min: 0, max: 60 },
    unit: 's',
    change: 'live',
    description:
      'Newest states that are averaged before they are compared with the running segment.',
  },
  {
    name: 'selective_decoding.persistence',
    setting: 'persistenceSeconds',
    type: 'double',
    default: 0.25,
    range: { min: 0, max: 60 },
    unit: 's',
    change: 'live',
    description: 'How long a change must last before it is confirmed and put into words.',
  },
  {
    name: 'selective_decoding.refractory',
    setting: 'refractorySeconds',
    type: 'double',
    default: 1,
    range: { min: 0, max: 600 },
    unit: 's',
    change: 'live',
    description:
      'Time after a confirmed change in which no other one is confirmed; a change that lasts longer is confirmed after it.',
  },
  {
    name: 'selective_decoding.hysteresis',
    setting: 'hysteresis',
    type: 'double',
    default: 0.8,
    range: { min: 0, max: 1 },
    change: 'live',
    description:
      'A change that has begun is given up when its score falls below this share of the threshold.',
  },
  {
    name: 'gate.enabled',
    setting: 'gateEnabled',
    type: 'bool',
    default: false,
    change: 'live',
    description:
      'Frames that show what earlier frames of their camera show, but for its noise, are not encoded again: the X-Encoder and, where a whole window shows nothing else, the Predictor are left out. Metrics and /diagnostics count them.',
  },
  {
    name: 'gate.sensitivity',
    setting: 'gateSensitivity',
    type: 'double',
    default: 1,
    range: { min: 0.1, max: 10 },
    change: 'live',
    description:
      "How little counts as a change, beside the camera's own noise, which is learned. 2: half as much as with 1, so that more frames are encoded.",
  },
  {
    name: 'gate.longest',
    setting: 'gateLongestSeconds',
    type: 'double',
    default: 20,
    range: { min: 0, max: 3600 },
    unit: 's',
    change: 'live',
    description: "Longest time for which a frame's encoding stands for later frames.",
  },
  {
    name: 'text.min_probability',
    setting: 'minTextProbability',
    type: 'double',
    default: 0.7,
    range: { min: 0, max: 1 },
    change: 'live',
    description:
      'The most specific text is said that is true with at least this probability. Lower: more specific texts, and more that are wrong. Has no effect where the pack does not know the probabilities: then DecodedText.confidence is NaN.',
  },
  {
    name: 'text.below',
    setting: 'textBelowMinimum',
    type: 'string',
    default: 'say',
    choices: ['say', 'silent'],
    change: 'live',
    description:
      'What becomes of a change of which no text is probable enough. say: that something has changed. silent: nothing; ~/describe answers nevertheless.',
  },
  {
    name: 'cameras.<name>.topic',
    setting: 'topic',
    type: 'string',
    default: '',
    change: 'fixed',
    description:
      'Image topic. Setting it declares the camera <name> (letters, digits and _); remap rules apply.',
  },
  {
    name: 'cameras.<name>.transport',
    setting: 'transport',
    type: 'string',
    default: 'auto',
    choices: ['auto', 'raw', 'compressed'],
    change: 'fixed',
    description:
      'raw: sensor_msgs/Image. compressed: sensor_msgs/CompressedImage on <topic>/compressed (JPEG, PNG). auto: compressed if the topic ends in /compressed or its publisher says so, else raw.',
  },
  {
    name: 'cameras.<name>.reliability',
    setting: 'reliability',
    type: 'string',
    default: 'best_effort',
    choices: ['best_effort', 'reliable'],
    change: 'fixed',
    description:
      'best_effort (sensor data) receives from every publisher. reliable receives from reliable publishers only, and lost images are sent again.',
  },
  {
    name: 'cameras.<name>.depth',
    setting: 'depth',
    type: 'integer',
    default: 1,
    range: { min: 1, max: 100 },
    unit: 'messages',
    change: 'fixed',
    description:
      'Messages that the middleware keeps while the node is busy. 1: always the newest. The node itself never queues frames.',
  },
  {
    name: 'cameras.<name>.rate',
    setting: 'rateHz',
    type: 'double',
    default: 0,
    range: { min: 0, max: 1000 },
    leastAboveZero: 0.001,
    unit: 'Hz',
    change: 'live',
    description: "Windows per second, sampled by stamp. 0: the pack's own rate.",
  },
  {
    name: 'cameras.<name>.window',
    setting: 'windowFrames',
    type: 'integer',
    default: 0,
    range: { min: 0, max: 1024 },
    unit: 'frames',
    change: 'fixed',
    description: "Frames in a window. 0: the pack's own.",
  },
  {
    name: 'watches.<name>.when',
    setting: 'when',
    type: 'string',
    default: '',
    change: 'live',
    description:
      'A condition in words, such as "a person is in view". Setting it declares the watch <name> (letters, digits and _, no digit first), while the node runs too; ~/watch/<name> says whether it holds. Empty: there is no watch.',
  },
  {
    name: 'watches.<name>.unless',
    setting: 'unless',
    type: 'string_array',
    default: [],
    change: 'live',
    description:
      'What is true instead where the condition does not hold, in words, such as "the way is free".',
  },
  {
    name: 'watches.<name>.query',
    setting: 'query',
    type: 'string',
    default: '',
    change: 'live',
    description:
      'X_q that `when` and `unless` are answers to. Empty: the condition is put to the model in the form that its pack answers best. Each query that is not asked anyway costs a run of the Predictor a window; watches of one query share it.',
  },
  {
    name: 'watches.<name>.cameras',
    setting: 'cameras',
    type: 'string_array',
    default: [],
    change: 'live',
    description:
      'Names of the cameras that are watched; empty: all. The condition holds where one of them sees it, and does not where none does.',
  },
  {
    name: 'watches.<name>.rise',
    setting: 'rise',
    type: 'double',
    default: 0.7,
    range: { min: 0, max: 1 },
    change: 'live',
    description: 'Probability from which the watch becomes ON.',
  },
  {
    name: 'watches.<name>.fall',
    setting: 'fall',
    type: 'double',
    default: 0.3,
    range: { min: 0, max: 1 },
    change: 'live',
    description:
      'Probability below which the watch becomes OFF again; where it is above `rise`, `rise` counts.',
  },
  {
    name: 'watches.<name>.persistence',
    setting: 'persistenceSeconds',
    type: 'double',
    default: 0.5,
    range: { min: 0, max: 600 },
    unit: 's',
    change: 'live',
    description:
      'How long the probability must stay beyond its threshold before the watch changes, by the stamps.',
  },
  {
    name: 'watches.<name>.hold_on',
    setting: 'holdOnSeconds',
    type: 'double',
    default: 1,
    range: { min: 0, max: 3600 },
    unit: 's',
    change: 'live',
    description: 'Least time that the watch stays ON, by the stamps.',
  },
  {
    name: 'watches.<name>.hold_off',
    setting: 'holdOffSeconds',
    type: 'double',
    default: 0,
    range: { min: 0, max: 3600 },
    unit: 's',
    change: 'live',
    description: 'Least time that the watch stays OFF, by the stamps.',
  },
  {
    name: 'watches.<name>.stale_after',
    setting: 'staleSeconds',
    type: 'double',
    default: 0.7,
    range: { min: 0, max: 3600 },
    unit: 's',
    change: 'live',
    description:
      'A camera that gives no window for so long makes the watch UNKNOWN; at least two and a half windows of the camera. A camera that is black, covered or frozen does so at once.',
  },
  {
    name: 'watches.<name>.unknown_is',
    setting: 'unknownIs',
    type: 'string',
    default: 'silent',
    choices: ['on', 'off', 'silent'],
    change: 'live',
    description:
      'What ~/watch/<name>/active says while the watch is UNKNOWN: true, false, or nothing, not to late joiners either.',
  },
  {
    name: 'watches.<name>.on_rise.snapshot',
    setting: 'snapshotService',
    type: 'string',
    default: '',
    change: 'live',
    description:
      'Service that is called when the watch becomes ON, such as /rosbag2_recorder/snapshot of a running `ros2 bag record --snapshot-mode`: what happened around the event is kept. rosbag2_interfaces/Snapshot or std_srvs/Trigger. Empty: none.',
  },
  {
    name: 'watches.<name>.on_rise.delay',
    setting: 'snapshotDelaySeconds',
    type: 'double',
    default: 5,
    range: { min: 0, max: 3600 },
    unit: 's',
    change: 'live',
    description: 'Time from then to the call, so that what comes after the event is kept too.',
  },
  {
    name: 'watches.<name>.on_rise.at_most_every',
    setting: 'snapshotIntervalSeconds',
    type: 'double',
    default: 60,
    range: { min: 0, max: 86400 },
    unit: 's',
    change: 'live',
    description: 'Least time from one call to the next; what becomes ON before is not recorded.',
  },
] as const satisfies readonly NodeParameterDeclaration[];

/** The declarations one by one, as types: settings are derived from them. */
export type Declared = (typeof declarations)[number];

export const parameterDeclarations: readonly NodeParameterDeclaration[] = declarations;

/** What ROS itself gives every node: declared by rclnodejs, checked here. */
export const rosDeclarations: readonly ParameterDeclaration[] = [
  {
    name: 'use_sim_time',
    type: 'bool',
    default: false,
    change: 'live',
    description: 'Take the time from /clock.',
  },
  {
    name: 'start_type_description_service',
    type: 'bool',
    default: true,
    change: 'never',
    description: 'Answer ~/get_type_description.',
  },
];

const CAMERA_PARAMETER = /^cameras\.([A-Za-z0-9_]+)\.([^.]+)$/;

/** The camera that a parameter name refers to, and the declaration's name for it. */
export function cameraParameter(name: string): { camera: string; declared: string } | undefined {
  const match = CAMERA_PARAMETER.exec(name);
  return match ? { camera: match[1]!, declared: `cameras.<name>.${match[2]!}` } : undefined;
}

/** ROS allows no topic whose name begins with a digit, and none of more than 247 characters. */
const WATCH_PARAMETER = /^watches\.([A-Za-z_][A-Za-z0-9_]{0,63})\.(.+)$/;

/** The watch that a parameter name refers to, and the declaration's name for it. */
export function watchParameter(name: string): { watch: string; declared: string } | undefined {
  const match = WATCH_PARAMETER.exec(name);
  return match ? { watch: match[1]!, declared: `watches.<name>.${match[2]!}` } : undefined;
}

/** The declaration that holds for a parameter name; undefined where there is none. */
export function declarationOf(name: string): ParameterDeclaration | undefined {
  if (name.includes('<')) return undefined;
  const declared = cameraParameter(name)?.declared ?? watchParameter(name)?.declared ?? name;
  return [...parameterDeclarations, ...rosDeclarations].find(
    (declaration) => declaration.name === declared,
  );
}

/** Camera names in the order in which the parameters first name them. */
export function cameraNames(parameterNames: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const name of parameterNames) {
    const camera = cameraParameter(name)?.camera;
    if (camera !== undefined) names.add(camera);
  }
  return [...names];
}

/** Watch names in the order in which the parameters first name them. */
export function watchNames(parameterNames: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const name of parameterNames) {
    const watch = watchParameter(name)?.watch;
    if (watch !== undefined && declarationOf(name) !== undefined) names.add(watch);
  }
  return [...names];
}

type NamedDeclaration = readonly [name: string, declaration: ParameterDeclaration];

/** Every declaration for the given cameras and watches, by concrete name. */
export function declarationsFor(
  cameras: readonly string[],
  watches: readonly string[] = [],
): readonly NamedDeclaration[] {
  return parameterDeclarations.flatMap((declaration) => {
    const [section] = declaration.name.split('.<name>.');
    if (section === declaration.name) return [[declaration.name, declaration] as const];
    const names = section === 'cameras' ? cameras : watches;
    return names.map((name) => [declaration.name.replace('<name>', name), declaration] as const);
  });
}

/** Those of one watch. */
export function declarationsOfWatch(watch: string): readonly NamedDeclaration[] {
  return declarationsFor([], [watch]).filter(([name]) => watchParameter(name) !== undefined);
}
