/** What a topic carries. Two publishers may give one topic two types: then it is listed twice. */
export interface BagTopic {
  readonly name: string;
  /** `package/msg/Type`; as in the bag if it is not a name of ROS, empty if the bag names no type. */
  readonly type: string;
  /** How messages are serialized: `cdr`, or what cannot be read (`json`, `protobuf`, `ros1`). */
  readonly encoding: string;
  /** Messages in the bag; in a damaged bag, those that can still be read. */
  readonly messages: number;
}

/** One recorded message. */
export interface BagMessage {
  readonly topic: string;
  readonly type: string;
  readonly logTimeNs: bigint;
  /** Serialized (CDR); may be overwritten once the next message is asked for. */
  readonly data: Uint8Array;
}

/** A recording: one file, or the files of a split recording. */
export interface Bag {
  readonly topics: readonly BagTopic[];
  /** Log time of the first and last message; undefined if there are no messages. */
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  /** Where the bag is damaged, in words. Grows while messages are read; complete after the last. */
  readonly problems: readonly string[];
  /** CDR messages of the named topics in the order of their log times, as far as they can be read. */
  messages(topics: readonly string[]): AsyncIterable<BagMessage>;
  close(): Promise<void>;
}

/** Whether messages of this encoding are read: an empty name is the one that ROS 2 uses. */
export function isCdr({ encoding }: Pick<BagTopic, 'encoding'>): boolean {
  return encoding === '' || /cdr/i.test(encoding);
}

/** Adds up the counts of the same topic, type and encoding. */
export function mergeTopics(topics: Iterable<BagTopic>): BagTopic[] {
  const merged = new Map<string, BagTopic>();
  for (const topic of topics) {
    const key = [topic.name, topic.type, isCdr(topic) ? '' : topic.encoding].join('\n');
    const messages = topic.messages + (merged.get(key)?.messages ?? 0);
    merged.set(key, { ...topic, messages });
  }
  return [...merged.values()];
}
