import type { BagTopic } from '../bag.js';
import { rosType } from '../rosType.js';
import { parseRecord } from './records.js';

interface Channel {
  readonly topic: string;
  readonly schemaId: number;
  readonly encoding: string;
}

/** Channels and schemas of a file, gathered from wherever they stand in it. */
export class Channels {
  readonly #channels = new Map<number, Channel>();
  readonly #schemas = new Map<number, string>();

  has(id: number): boolean {
    return this.#channels.has(id);
  }

  /** @returns false if the record is not a complete schema or channel */
  add(record: Uint8Array): boolean {
    const read = parseRecord(record);
    if (read?.type === 'Schema') this.#schemas.set(read.id, read.name);
    else if (read?.type === 'Channel')
      this.#channels.set(read.id, {
        topic: read.topic,
        schemaId: read.schemaId,
        encoding: read.messageEncoding,
      });
    else return false;
    return true;
  }

  /** What a channel carries; undefined for one that the file never declares. */
  topic(id: number): Omit<BagTopic, 'messages'> | undefined {
    const channel = this.#channels.get(id);
    if (!channel) return undefined;
    const type = rosType(this.#schemas.get(channel.schemaId) ?? '');
    return { name: channel.topic, type, encoding: channel.encoding };
  }

  ids(): Iterable<number> {
    return this.#channels.keys();
  }
}
