import { McapWriter, type IWritable } from '@mcap/core';
import { open, type FileHandle } from 'node:fs/promises';
import { messageDefinition } from '../messages/definitions.js';
import type { MessageSink } from '../messages/messageSink.js';
import type { DecodedTextMessage, WatchMessage, WorldStateMessage } from '../messages/outputs.js';
import { serializer } from '../messages/serializer.js';
import { toNanoseconds } from '../messages/stamp.js';
import { writing } from '../report/writing.js';

type Message = WorldStateMessage | DecodedTextMessage | WatchMessage;

interface Channel {
  readonly id: number;
  readonly serialize: (message: Message) => Uint8Array;
  sequence: number;
}

/** Adds a topic, which is a private name of the node. */
type OpenChannel = (topic: string, type: string) => Promise<Channel>;

/**
 * `states.mcap`: the published messages on their topics, with complete definitions, so that any
 * MCAP tool can read them. Log times are stamps, so equal messages give equal bytes.
 *
 * Callers wait for one write before the next.
 */
export class StatesFile implements MessageSink {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #mcap: McapWriter;
  readonly #worldStates: Channel;
  readonly #texts: Channel;
  /** By the watch's name. */
  readonly #watches = new Map<string, Channel>();
  readonly #openChannel: OpenChannel;

  private constructor(
    path: string,
    file: FileHandle,
    mcap: McapWriter,
    worldStates: Channel,
    texts: Channel,
    openChannel: OpenChannel,
  ) {
    this.#path = path;
    this.#file = file;
    this.#mcap = mcap;
    this.#worldStates = worldStates;
    this.#texts = texts;
    this.#openChannel = openChannel;
  }

  /**
   * @param nodeName fully qualified; the topics are its private names `world_state`, `text` and, once a
   *   watch has changed, `watch/<name>`
   * @throws OUTPUT_UNWRITABLE, as do all other calls
   */
  static create(path: string, nodeName: string): Promise<StatesFile> {
    return writing(path, async () => {
      const file = await open(path, 'w');
      try {
        return await StatesFile.#start(path, file, nodeName);
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  static async #start(path: string, file: FileHandle, nodeName: string): Promise<StatesFile> {
    const mcap = new McapWriter({ writable: wholly(file) });
    await mcap.start({ profile: 'ros2', library: 'vljepa' });
    const channel: OpenChannel = async (topic, name) => {
      const definition = messageDefinition(name);
      const schemaId = await mcap.registerSchema({
        name,
        encoding: 'ros2msg',
        data: new TextEncoder().encode(definition),
      });
      const id = await mcap.registerChannel({
        schemaId,
        topic: `${nodeName}/${topic}`,
        messageEncoding: 'cdr',
        metadata: new Map([['offered_qos_profiles', '']]),
      });
      return { id, serialize: serializer(definition), sequence: 0 };
    };
    return new StatesFile(
      path,
      file,
      mcap,
      await channel('world_state', 'vljepa/msg/WorldState'),
      await channel('text', 'vljepa/msg/DecodedText'),
      channel,
    );
  }

  addState(message: WorldStateMessage): Promise<void> {
    return this.#write(this.#worldStates, message);
  }

  addText(message: DecodedTextMessage): Promise<void> {
    return this.#write(this.#texts, message);
  }

  async addWatch(message: WatchMessage): Promise<void> {
    let channel = this.#watches.get(message.name);
    if (channel === undefined) {
      const open = () => this.#openChannel(`watch/${message.name}`, 'vljepa/msg/Watch');
      channel = await writing(this.#path, open);
      this.#watches.set(message.name, channel);
    }
    return this.#write(channel, message);
  }

  /** Writes the index; without it the file is broken. */
  async close(): Promise<void> {
    await writing(this.#path, () => this.#mcap.end()).finally(() => this.#file.close());
  }

  #write(channel: Channel, message: Message): Promise<void> {
    const stampNs = toNanoseconds(message.header.stamp);
    return writing(this.#path, () =>
      this.#mcap.addMessage({
        channelId: channel.id,
        sequence: channel.sequence++,
        logTime: stampNs,
        publishTime: stampNs,
        data: channel.serialize(message),
      }),
    );
  }
}

/** On a disk that fills up, one write may take a part of its bytes; writing the rest then fails. */
function wholly(file: FileHandle): IWritable {
  let written = 0;
  return {
    position: () => BigInt(written),
    write: async (bytes) => {
      await file.writeFile(bytes);
      written += bytes.length;
    },
  };
}
