import { join } from 'node:path';
import { decodedTextMessage, worldStateMessage } from '../messages/outputs.js';
import { Recording } from '../report/recording.js';
import { thumbnail } from '../report/thumbnail.js';
import type { DecodedText } from '../worldState.js';
import type { Seen } from './replay.js';
import { StatesFile } from './statesFile.js';

/** Takes what a replay brings about: into `states.mcap`, and into the recording for the report. */
export class Outputs {
  readonly recording = new Recording();
  windows = 0;
  texts = 0;
  #startNs: bigint | undefined;
  readonly #pack: string;
  readonly #states: StatesFile;
  readonly #said: (text: DecodedText, atSeconds: number) => void;

  private constructor(
    pack: string,
    states: StatesFile,
    said: (text: DecodedText, atSeconds: number) => void,
  ) {
    this.#pack = pack;
    this.#states = states;
    this.#said = said;
  }

  /**
   * @param pack `name/version`
   * @param said called for each text as it comes, with its time since the first world state
   */
  static async create(
    folder: string,
    nodeName: string,
    pack: string,
    said: (text: DecodedText, atSeconds: number) => void,
  ): Promise<Outputs> {
    const states = await StatesFile.create(join(folder, 'states.mcap'), nodeName);
    return new Outputs(pack, states, said);
  }

  async add({ perception, image }: Seen): Promise<void> {
    if (perception.kind === 'state') {
      // Latency would differ from run to run; summary.json has what was measured.
      const message = worldStateMessage(perception.state, this.#pack, 0);
      this.recording.addState(message);
      this.windows += 1;
      this.#startNs ??= perception.state.stampNs;
      return this.#states.writeState(message);
    }
    const { text } = perception;
    const message = decodedTextMessage(text, this.#pack);
    this.recording.addText(message);
    this.texts += 1;
    this.#said(text, Number(text.stampNs - (this.#startNs ?? text.stampNs)) / 1e9);
    await this.#states.writeText(message);
    // A frame that the model can read may not convert to a picture: then there is none.
    const picture = await thumbnail(image).catch(() => undefined);
    if (picture !== undefined) this.recording.addThumbnail(text.camera, text.stampNs, picture);
  }

  close(): Promise<void> {
    return this.#states.close();
  }
}
