import type { AnswerCalibration } from '../../engine/engine.js';
import { VljepaError } from '../../errors.js';
import { toNanoseconds, toTime, type Time } from '../../messages/stamp.js';
import type { AskableWindow } from '../../operators/recentWindows.js';
import { softmax } from '../../operators/softmax.js';
import { cosine } from '../../selective/unitVector.js';
import { openService } from '../service.js';
import type { ConfiguredContext, Endpoint, Pipeline } from './endpoint.js';

const LONGEST_TEXT = 1000;
const MOST_ANSWERS = 64;
/** The likeliest answer is sure where it is more probable than the next one by this. */
const SURE_MARGIN = 0.2;

/** `vljepa/srv/Ask` */
interface AskRequest {
  readonly question: string;
  readonly camera: string;
  readonly stamp: Time;
  readonly answers: readonly string[];
}

interface Answer {
  readonly answer: string;
  readonly probability: number;
  readonly sure: boolean;
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[];
}

const NO_ANSWER = {
  header: { stamp: { sec: 0, nanosec: 0 }, frame_id: '' },
  camera: '',
  pack: '',
  answer: '',
  probability: NaN,
  sure: false,
  alternatives: [],
};

/** `~/ask`: a question about a camera's newest window, or about a past one that is still in memory. */
export function openAsk({ node, pipeline, calls }: ConfiguredContext): Endpoint {
  return openService(
    node,
    'vljepa/srv/Ask',
    '~/ask',
    (request: AskRequest) => {
      check(request, pipeline);
      return calls.run(async () => {
        const { camera, asked } = windowOf(request, pipeline);
        const { question, answers } = request;
        const answer =
          answers.length > 0
            ? await chosen(pipeline, asked, question, answers)
            : await decoded(pipeline, asked, question);
        return {
          success: true,
          message: '',
          header: { stamp: toTime(asked.stampNs), frame_id: asked.frameId },
          camera,
          pack: pipeline.engine.pack.id,
          ...answer,
        };
      });
    },
    (message) => ({ success: false, message, ...NO_ANSWER }),
  );
}

/** @throws CALL_REFUSED */
function check({ question, answers }: AskRequest, { engine }: Pipeline): void {
  const { id, readsQuery } = engine.pack;
  if (!readsQuery)
    throw refused(`the pack ${id} reads no queries: it can be asked nothing; use another pack`);
  if (question.trim() === '') throw refused('expected a question, got an empty one');
  if (answers.length > MOST_ANSWERS)
    throw refused(`expected at most ${MOST_ANSWERS} answers, got ${answers.length}; offer fewer`);
  const long = [question, ...answers].find((text) => text.length > LONGEST_TEXT);
  if (long !== undefined) {
    throw refused(
      `expected texts of at most ${LONGEST_TEXT} characters, got ${long.length}; say it shorter`,
    );
  }
}

/** @throws CALL_REFUSED, CAMERA_SILENT */
function windowOf(
  { camera: named, stamp }: AskRequest,
  pipeline: Pipeline,
): { readonly camera: string; readonly asked: AskableWindow } {
  const camera = cameraOf(named, pipeline);
  const windows = pipeline.recentWindows(camera);
  const { newest, oldest } = windows ?? {};
  if (windows === undefined || newest === undefined || oldest === undefined) {
    throw new VljepaError(
      'CAMERA_SILENT',
      pipeline.active
        ? `no image has arrived yet from ${camera}: see /diagnostics`
        : 'the node is not active: activate it first',
    );
  }
  const stampNs = toNanoseconds(stamp);
  const asked = stampNs === 0n ? newest : windows.at(stampNs);
  if (asked === undefined) {
    throw refused(
      `what camera ${camera} saw at ${inSeconds(stampNs)} is no longer in memory: expected a stamp from ${inSeconds(oldest.stampNs)} on`,
    );
  }
  return { camera, asked };
}

/** @throws CALL_REFUSED where it is not there, or not clear which is meant */
function cameraOf(named: string, { cameras }: Pipeline): string {
  const names = cameras.map(({ name }) => name);
  if (named === '' && names.length === 1) return names[0]!;
  if (names.includes(named)) return named;
  throw refused(`expected a camera among ${names.join(', ')}, got ${JSON.stringify(named)}`);
}

function inSeconds(stampNs: bigint): string {
  const { sec, nanosec } = toTime(stampNs);
  return `${sec}.${String(nanosec).padStart(9, '0')}`;
}

/** @throws CALL_REFUSED */
async function chosen(
  { engine }: Pipeline,
  { window }: AskableWindow,
  question: string,
  answers: readonly string[],
): Promise<Answer> {
  const { embeddings } = await window.predict([question]);
  const cosines: number[] = [];
  // One at a time: a camera's window waits for one of them at most.
  for (const answer of answers) {
    const [embedding] = await engine.encodeText([answer]);
    cosines.push(cosine(embeddings[0]!, embedding!));
  }
  const probabilities = probabilitiesOf(answers, cosines, engine.pack.answers);
  const [best, ...others] = answers
    .map((text, i) => ({ text, probability: probabilities[i]!, cosine: cosines[i]! }))
    .sort((a, b) => b.probability - a.probability || b.cosine - a.cosine);
  const margin = best!.probability - (others[0]?.probability ?? 0);
  return {
    answer: best!.text,
    probability: best!.probability,
    sure: margin >= SURE_MARGIN,
    alternatives: others.map(({ text, probability }) => ({ text, probability })),
  };
}

/** NaN where the pack does not know them. */
function probabilitiesOf(
  answers: readonly string[],
  cosines: readonly number[],
  calibration: AnswerCalibration | undefined,
): number[] {
  if (calibration === undefined) return answers.map(() => NaN);
  const { scale, yes, yesOffset } = calibration;
  return softmax(cosines.map((one, i) => scale * one + (answers[i] === yes ? yesOffset : 0)));
}

async function decoded(
  { engine, live }: Pipeline,
  { window }: AskableWindow,
  query: string,
): Promise<Answer> {
  const { embeddings, frameFeatures } = await window.predict([query]);
  const { text, confidence, sure, alternatives } = await engine.decode(embeddings[0]!, {
    query,
    features: frameFeatures,
    minProbability: live.text.minProbability,
    changed: false,
  });
  return { answer: text, probability: confidence, sure, alternatives };
}

function refused(message: string): VljepaError {
  return new VljepaError('CALL_REFUSED', message);
}
