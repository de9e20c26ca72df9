import { join } from 'node:path';
import type { PackDescription } from '../engine.js';
import { FramePreparer } from '../../image/prepareFrame.js';
import type { PackCheck } from '../../pack/checks.js';
import { describePack } from '../../pack/describePack.js';
import { labelCalibration } from '../../pack/labelCalibration.js';
import { scoredLines, type Manifest } from '../../pack/manifest.js';
import { readPackLines } from '../../pack/packFolder.js';
import { readSentences } from '../../pack/sentences.js';
import { verifyShapes, type PackGraphs } from '../../pack/verifyShapes.js';
import { CalibratedWords } from './calibratedWords.js';
import { LanguageModel } from './languageModel.js';
import { Graph, type GraphOptions } from './onnx.js';
import { PhraseBank } from './phraseBank.js';
import { Predictor } from './predictor.js';
import { TextTokenizer } from './tokenIds.js';
import { VisualEncoder } from './visualEncoder.js';
import { WordPieces } from './wordPieces.js';
import type { YDecoder } from './yDecoder.js';
import { YEncoder } from './yEncoder.js';

/** A pack's four parts. */
export interface PackModel {
  readonly description: PackDescription;
  readonly visual: VisualEncoder;
  readonly predictor: Predictor;
  readonly yEncoder: YEncoder;
  readonly decoder: YDecoder;
  /** Present where the pack knows how likely its sentences are true. */
  readonly words: CalibratedWords | undefined;
  dispose(): Promise<void>;
}

/**
 * Loads a pack's graphs and tokenizers and checks that they fit together.
 * @param passed Called with each check that the pack has passed, in the order of `packChecks`.
 * @throws {VljepaError} PACK_*.
 */
export async function buildPackModel(
  folder: string,
  manifest: Manifest,
  options: GraphOptions,
  passed: (check: PackCheck) => void,
): Promise<PackModel> {
  const graphs = await loadGraphs(folder, manifest, options);
  passed('graphs');
  const preparer = new FramePreparer(manifest.x_encoder.image);
  const dispose = async (): Promise<void> => {
    preparer.dispose();
    for (const graph of Object.values(graphs)) await graph.dispose();
  };
  try {
    const lines = readPackLines(folder, scoredLines(manifest.y_decoder));
    const sentences = manifest.words && readSentences(folder, manifest.words.sentences);
    verifyShapes(folder, manifest, infos(graphs), lines.length, sentences?.length);
    const labels = labelCalibration(folder, manifest);
    passed('shapes');
    const { query } = manifest.predictor;
    const tokenizer = new TextTokenizer(folder, manifest.y_encoder);
    const yEncoder = new YEncoder(graphs.yEncoder, manifest.y_encoder, tokenizer);
    const model = {
      description: describePack(manifest, labels),
      visual: new VisualEncoder(graphs.xEncoder, manifest.x_encoder, preparer),
      predictor: new Predictor(
        graphs.predictor,
        manifest.predictor,
        manifest.x_encoder.tokens.dimension,
        query && new TextTokenizer(folder, query),
      ),
      yEncoder,
      decoder: yDecoder(folder, manifest, graphs.yDecoder, lines, yEncoder, tokenizer),
      words: sentences && new CalibratedWords(graphs.words!, manifest.words, sentences, yEncoder),
      dispose,
    };
    passed('tokenizer');
    return model;
  } catch (error) {
    await dispose();
    throw error;
  }
}

function yDecoder(
  folder: string,
  { y_decoder }: Manifest,
  graph: Graph,
  lines: readonly string[],
  yEncoder: YEncoder,
  tokenizer: TextTokenizer,
): YDecoder {
  if (y_decoder.type === 'phrase_bank') return new PhraseBank(graph, lines);
  const pieces = new WordPieces(join(folder, y_decoder.vocabulary), lines, tokenizer);
  return new LanguageModel(graph, y_decoder, pieces, yEncoder);
}

async function loadGraphs(
  folder: string,
  manifest: Manifest,
  options: GraphOptions,
): Promise<PackGraphs<Graph>> {
  const loaded: Graph[] = [];
  const load = async (file: string): Promise<Graph> => {
    const onCpu = manifest.execution?.keep_on_cpu?.includes(file) ?? false;
    const graph = await Graph.load(
      join(folder, file),
      onCpu ? { ...options, executionProvider: 'cpu' } : options,
    );
    loaded.push(graph);
    return graph;
  };
  try {
    return {
      xEncoder: await load(manifest.x_encoder.graph),
      predictor: await load(manifest.predictor.graph),
      yEncoder: await load(manifest.y_encoder.graph),
      yDecoder: await load(manifest.y_decoder.graph),
      ...(manifest.words && { words: await load(manifest.words.graph) }),
    };
  } catch (error) {
    for (const graph of loaded) await graph.dispose();
    throw error;
  }
}

function infos(graphs: PackGraphs<Graph>): PackGraphs<Graph['info']> {
  const { xEncoder, predictor, yEncoder, yDecoder, words } = graphs;
  return {
    xEncoder: xEncoder.info,
    predictor: predictor.info,
    yEncoder: yEncoder.info,
    yDecoder: yDecoder.info,
    ...(words && { words: words.info }),
  };
}
