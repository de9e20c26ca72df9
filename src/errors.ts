/** What follows from an error: for readers of the table, and for the program, which acts on it. */
export const consequences = {
  'frame dropped':
    'That image gives no world state; it is counted, and the next image is read. A replay goes on, too.',
  'request dropped':
    'The engine gives no result: a window has no world state, a text is not published, or labels do not take effect until they are tried again. It is counted or logged, and the next request is tried. A replay goes on, too.',
  'text not published':
    'The world state is published without a text; that is counted. A replay goes on, too.',
  'worker restarted':
    'Inference stops: the pack is loaded again after 1 s, then after twice as long each time, at most 60 s. Windows are dropped until then. At configure, the node stays unconfigured. A replay ends with exit code 1.',
  'error transition':
    'The active node goes through the error transition and is unconfigured; its log and `/diagnostics` say why. A replay ends with exit code 1.',
  'request abandoned':
    'The request was still waiting when its engine was closed; nobody needs its result.',
  'parameter refused':
    'Set over ROS, nothing changes and the answer says why. At configure, the node stays unconfigured. A replay ends with exit code 1.',
  'configure refused':
    'The node stays unconfigured; its log and `/diagnostics` say why. A replay ends with exit code 1.',
  'activate refused': 'The node stays inactive; its log and `/diagnostics` say why.',
  'call refused': 'The service answers with `success: false` and the reason.',
  'start refused': 'The program ends with exit code 1 before it has done anything.',
  'usage error': 'The program ends with exit code 2; `--help` says how it is used.',
  'command failed': 'The command ends with exit code 1; what it had written by then is kept.',
} as const;

export type Consequence = keyof typeof consequences;

export interface ErrorEntry {
  readonly consequence: Consequence;
  /** What happened, in a few words; the error's message says more. */
  readonly meaning: string;
}

/** Every error of this program: its stable code, what follows from it and what it means. */
export const errorTable = {
  ...entries('frame dropped', {
    FRAME_EMPTY: 'width, height or data is zero',
    FRAME_TRUNCATED: 'fewer bytes than height × step',
    FRAME_STEP: 'step is shorter than a row',
    FRAME_SIZE: 'width or height does not suit the encoding',
    FRAME_ENCODING: 'encoding is not supported',
    FRAME_TOO_LARGE: 'more pixels than the limit',
    FRAME_CORRUPT: 'the image file cannot be decompressed',
    FRAME_MALFORMED: 'the message itself cannot be read',
  }),
  ...entries('request dropped', {
    REQUEST_FAILED: 'the engine could not compute what it was asked; the next request may be fine',
    WINDOW_RELEASED: 'the window was released, or evicted by newer ones; encode its clip again',
  }),
  ...entries('text not published', {
    TEXT_EMPTY: 'the Y-Decoder has no words for an embedding',
  }),
  ...entries('worker restarted', {
    WORKER_DIED: 'the inference worker ended, or could not start',
  }),
  ...entries('error transition', {
    PACK_COMPUTES_WRONG:
      'windows keep failing, and so do the golden vectors, which were right when the pack was loaded',
    PACK_LOST: 'the worker died, and the pack no longer loads',
  }),
  ...entries('request abandoned', {
    ENGINE_CLOSED: 'the engine was closed',
  }),
  ...entries('configure refused', {
    PACK_MISSING: 'no pack at that place',
    PACK_UNREADABLE: 'a file of the pack cannot be read',
    PACK_MANIFEST: 'pack.yaml does not fit the schema',
    PACK_FIELD: 'pack.yaml has an unknown field',
    PACK_FILE_MISSING: 'a file that the manifest names is missing',
    PACK_HASH: 'a file differs from what the manifest says',
    PACK_GRAPH: 'a graph does not load',
    PACK_SHAPE: "a graph's inputs or outputs differ from the manifest",
    PACK_VOCABULARY: "the Y-Decoder's vocabulary does not suit its tokenizer",
    PACK_SENTENCES: 'a line of the sentences with known probabilities is not one',
    PACK_GOLDEN: 'a golden vector differs by more than its tolerance',
    EXECUTION_PROVIDER:
      'the execution provider that a parameter names does not load here, or computes wrong',
    CAMERA_NONE: 'no camera is declared',
  }),
  ...entries('parameter refused', {
    PARAMETER_TYPE: 'parameter has another type',
    PARAMETER_RANGE: 'parameter is out of range',
    PARAMETER_FIXED: 'parameter cannot change while the node is configured',
    PARAMETER_UNKNOWN: 'the node has no parameter of that name',
    CAMERA_NAME: 'a camera has an invalid name',
    CAMERA_TOPIC: 'a camera has an invalid topic name',
    CAMERA_NO_TOPIC: 'a camera has parameters but no topic',
    CAMERA_DUPLICATE: 'two cameras read the same topic',
    WATCH_REFUSED: 'a watch cannot be set up as asked',
  }),
  ...entries('activate refused', {
    CAMERA_SUBSCRIPTION: "a camera's topic cannot be subscribed to",
  }),
  ...entries('call refused', {
    CAMERA_SILENT: 'no camera has given a world state yet',
    CALL_REFUSED: 'a service was asked for more than it gives',
  }),
  ...entries('start refused', {
    PARAMETER_FILE: 'parameter file cannot be read',
    ROS_ENVIRONMENT: 'ROS 2 cannot start in this environment',
    ROS_START: 'ROS 2 itself fails to start',
    BAG_MISSING: 'no bag at that place',
    BAG_NO_CAMERA: 'the bag has no camera topic',
    MEMORY_MISSING: 'no memory at that place',
    MEMORY_PACK: 'a memory holds embeddings of another pack',
    MEMORY_UNREADABLE: 'a memory cannot be read',
  }),
  ...entries('usage error', {
    COMMAND_LINE: 'the command line cannot be followed',
  }),
  ...entries('command failed', {
    BAG_UNREADABLE: 'the bag cannot be read',
    BAG_NO_WINDOW: 'no frame of the bag gave a world state',
    OUTPUT_UNWRITABLE: 'a result cannot be written',
    REPLAY_UNREADABLE: 'a folder does not hold what a replay writes',
    BAG_NOT_QUIET: 'nothing moves in the bag for too short a time to calibrate by',
    BAGS_DIFFER: 'two replays that are to be compared are of different bags',
    MEMORY_UNWRITABLE: 'a memory cannot be written',
    SEARCH_MOMENT: 'the example of a search is not in the memory',
    NODE_SILENT: "the demo's node did not start",
  }),
} as const;

export type ErrorCode = keyof typeof errorTable;

/** The one error class; `code` is stable, `message` is for people. */
export class VljepaError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'VljepaError';
  }
}

/** What follows from an error; undefined for an error that is not in the table: an internal error. */
export function consequenceOf(error: unknown): Consequence | undefined {
  return error instanceof VljepaError ? errorTable[error.code].consequence : undefined;
}

const drops: readonly (Consequence | undefined)[] = [
  'frame dropped',
  'request dropped',
  'text not published',
] satisfies Consequence[];

/** True where one frame, window or text is lost, and the next may be fine. */
export function isDrop(error: unknown): error is VljepaError {
  return drops.includes(consequenceOf(error));
}

/** An error as logs, diagnostics and standard error show it: `[CODE] message`. */
export function describeError(error: unknown): string {
  if (error instanceof VljepaError) return `[${error.code}] ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function entries<Code extends string>(
  consequence: Consequence,
  meanings: Readonly<Record<Code, string>>,
): Record<Code, ErrorEntry> {
  const rows = Object.entries<string>(meanings).map(([code, meaning]) => [
    code,
    { consequence, meaning },
  ]);
  return Object.fromEntries(rows) as Record<Code, ErrorEntry>;
}
