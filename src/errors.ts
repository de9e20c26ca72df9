/** Every way this program says no, with a stable code. Messages say what was expected, what came, what to do. */
export const errorCodes = {
  // A camera message that cannot be used; counted as a drop, never fatal.
  FRAME_EMPTY: 'width, height or data is zero',
  FRAME_TRUNCATED: 'fewer bytes than height × step',
  FRAME_STEP: 'step is shorter than a row',
  FRAME_SIZE: 'width or height does not suit the encoding',
  FRAME_ENCODING: 'encoding is not supported',
  FRAME_TOO_LARGE: 'more pixels than the limit',
  FRAME_CORRUPT: 'the image file cannot be decoded',
  FRAME_MALFORMED: 'the message itself cannot be read',
  // A pack that cannot be used; configure fails.
  PACK_MISSING: 'no pack at that place',
  PACK_UNREADABLE: 'a file of the pack cannot be read',
  PACK_MANIFEST: 'pack.yaml does not fit the schema',
  PACK_FIELD: 'pack.yaml has a field that is not known',
  PACK_FILE_MISSING: 'a file that the manifest names is missing',
  PACK_HASH: 'a file is not the one the manifest names',
  PACK_GRAPH: 'a graph does not load',
  PACK_SHAPE: "a graph's inputs or outputs differ from the manifest",
  PACK_VOCABULARY: "the Y-Decoder's vocabulary does not suit its tokenizer",
  PACK_GOLDEN: 'a golden vector is off its tolerance',
  // A text that cannot be had; counted, never fatal.
  TEXT_EMPTY: 'the Y-Decoder has no words for an embedding',
  // A start that is refused.
  COMMAND_LINE: 'the command line cannot be followed',
  ROS_ENVIRONMENT: 'no ROS 2 can start in this environment',
  ROS_START: 'ROS 2 itself refuses to start',
  // Parameters.
  PARAMETER_TYPE: 'parameter has another type',
  PARAMETER_RANGE: 'parameter is out of range',
  PARAMETER_FIXED: 'parameter cannot change while the node is configured',
  PARAMETER_UNKNOWN: 'the node has no parameter of that name',
  PARAMETER_FILE: 'parameter file cannot be read',
  CAMERA_NONE: 'no camera is declared',
  CAMERA_NAME: 'a camera has a name that it cannot have',
  CAMERA_TOPIC: 'a camera has a topic that ROS forbids',
  CAMERA_NO_TOPIC: 'a camera has parameters but no topic',
  CAMERA_DUPLICATE: 'two cameras read the same topic',
  CAMERA_SUBSCRIPTION: "a camera's topic cannot be subscribed to",
  CAMERA_SILENT: 'no camera has given a world state yet',
  // Bags.
  BAG_MISSING: 'no bag at that place',
  BAG_UNREADABLE: 'the bag cannot be read',
  BAG_NO_CAMERA: 'the bag has no camera topic',
  BAG_NO_WINDOW: 'no frame of the bag gave a world state',
  OUTPUT_UNWRITABLE: 'a result cannot be written',
  // Inference.
  REQUEST_FAILED:
    'the inference worker could not do what it was asked; the next request may be fine',
  WORKER_DIED: 'the inference worker ended; it is started again',
  ENGINE_CLOSED: 'the inference worker was closed',
  // Demo.
  NODE_SILENT: 'the node under demonstration did not come up',
} as const;

export type ErrorCode = keyof typeof errorCodes;

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

/** True for errors that mean: skip this frame, window or text, the next may be fine. */
export function isPassing(error: unknown): error is VljepaError {
  return error instanceof VljepaError && /^(FRAME|TEXT|REQUEST)_/.test(error.code);
}
