import { McapWriter } from '@mcap/core';
import { FileHandleWritable } from '@mcap/nodejs';
import { open, type FileHandle } from 'node:fs/promises';
import { decodedTextDefinition, worldStateDefinition } from '../messages/definitions.js';
import type { DecodedTextMessage, WorldStateMessage } from '../messages/outputs.js';
import { serializer } from '../messages/serializer.js';
import { toNanoseconds } from '../messages/stamp.js';

interface Channel {
  readonly id: number;
  readonly serialize: (message: WorldStateMessage | DecodedTextMessage) => Uint8Array;
  sequence: number;
}

/**
 * `states.mcap`: the published messages on their topics, with complete definitions, so that any
 * MCAP tool can read them. Log times are stamps, so equal messages give equal bytes.
 *
 * Callers wait for one write before the next.
 */
export class StatesFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly mcap: McapWriter,
    private readonly worldStates: Channel,
    private readonly texts: Channel,
  ) {}

  /** @param nodeName fully qualified; the topics are its private names `world_state` and `text` */
  static async create(path: string, nodeName: string): Promise<StatesFile> {
    const file = await open(path, 'w');
    const mcap = new McapWriter({ writable: new FileHandleWritable(file) });
    await mcap.start({ profile: 'ros2', library: 'vljepa' });
    const channel = async (topic: string, name: string, definition: string): Promise<Channel> => {
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
      file,
      mcap,
      await channel('world_state', 'vljepa/msg/WorldState', worldStateDefinition()),
      await channel('text', 'vljepa/msg/DecodedText', decodedTextDefinition()),
    );
  }

  writeState(message: WorldStateMessage): Promise<void> {
    return this.#write(this.worldStates, message);
  }

  writeText(message: DecodedTextMessage): Promise<void> {
    return this.#write(this.texts, message);
  }

  /** Writes the index; without it the file is broken. */
  async close(): Promise<void> {
    await this.mcap.end();
    await this.file.close();
  }

  #write(channel: Channel, message: WorldStateMessage | DecodedTextMessage): Promise<void> {
    const stampNs = toNanoseconds(message.header.stamp);
    return this.mcap.addMessage({
      channelId: channel.id,
      sequence: channel.sequence++,
      logTime: stampNs,
      publishTime: stampNs,
      data: channel.serialize(message),
    });
  }
}
