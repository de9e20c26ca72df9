import type { MessagePort } from 'node:worker_threads';
import type {
  DecodeContext,
  GateSettings,
  PackDescription,
  Prediction,
  TextReader,
} from './engine.js';
import type { ComputeOptions, Runtime } from '../executionProvider.js';
import { VljepaError, type ErrorCode } from '../errors.js';
import type { Image } from '../frame.js';
import { wantsStack } from '../program.js';

/** What the worker is started with. */
export interface WorkerData {
  readonly port: MessagePort;
}

export interface LoadRequest {
  readonly kind: 'load';
  readonly pack: string;
  readonly compute: ComputeOptions;
  /** Largest number of clips, or of clips' predictions, in one run; undefined: what suits the hardware. */
  readonly maxBatch: number | undefined;
}

/** The reply to a {@link LoadRequest}. */
export interface Loaded {
  readonly pack: PackDescription;
  readonly runtime: Runtime;
}

export interface EncodeRequest {
  readonly kind: 'encode';
  /** Chosen by the client: what later requests name the window by. An encoding has no reply of its own. */
  readonly handle: number;
  readonly camera: string;
  readonly frames: readonly { readonly id: number; readonly stampNs: bigint }[];
  readonly length: number;
  readonly image: Image;
  /** Whether the image is kept with the window. */
  readonly preview: boolean;
  readonly gate?: GateSettings | undefined;
  /** When it was handed over, by `processMs`. */
  readonly handedMs: number;
}

export interface PredictRequest {
  readonly kind: 'predict';
  readonly handle: number;
  readonly queries: readonly string[];
}

/** What a prediction is answered with: stages on this side of the thread are not in it yet. */
export interface PredictReply extends Prediction {
  /** When the worker answered, by `processMs`. */
  readonly answeredMs: number;
}

export interface FeaturesRequest {
  readonly kind: 'features';
  readonly handle: number;
}

export interface PreviewRequest {
  readonly kind: 'preview';
  readonly handle: number;
  readonly width: number;
}

export interface EncodeTextRequest {
  readonly kind: 'encodeText';
  readonly texts: readonly string[];
}

export interface UnknownWordsRequest {
  readonly kind: 'unknownWords';
  readonly reader: TextReader;
  readonly texts: readonly string[];
}

export interface DecodeRequest {
  readonly kind: 'decode';
  readonly embedding: Float32Array;
  readonly context: DecodeContext | undefined;
}

export type EngineRequest =
  | LoadRequest
  | EncodeRequest
  | PredictRequest
  | FeaturesRequest
  | PreviewRequest
  /** Asks for nothing: it takes releases along where no other request does. */
  | { readonly kind: 'release' }
  | EncodeTextRequest
  | UnknownWordsRequest
  | DecodeRequest
  | { readonly kind: 'releaseCamera'; readonly camera: string }
  /** Made by the worker itself: computes the golden vectors again. */
  | { readonly kind: 'verify' }
  | { readonly kind: 'dispose' };

/** A request as it is posted; the reply, where it has one, carries the same id. */
export interface Envelope {
  readonly id: number;
  readonly request: EngineRequest;
  /** Handles of windows that are released before the request is taken up. */
  readonly released?: readonly number[];
}

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError };

/** Id of a reply that no request asked for: the worker could not start, or its pack computes wrong. */
export const UNASKED_ID = 0;

/** @param code for an error that has none of its own */
export function toWire(error: unknown, code: ErrorCode = 'REQUEST_FAILED'): WireError {
  if (error instanceof VljepaError) return { code: error.code, message: error.message };
  return { code, message: `the inference worker failed: ${reasonOf(error)}` };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (wantsStack() && error.stack !== undefined) return error.stack;
  return `${error.name}: ${error.message.split('\n')[0]}`;
}

export function fromWire(error: WireError): VljepaError {
  return new VljepaError(error.code, error.message);
}
