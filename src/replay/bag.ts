/** A topic as the bag declares it. */
export interface BagTopic {
  readonly name: string;
  /** `package/msg/Type`. */
  readonly type: string;
  /** Messages in the bag; of a broken bag, those that can still be read. */
  readonly messages: number;
}

/** One recorded message. */
export interface BagMessage {
  readonly topic: string;
  readonly logTimeNs: bigint;
  /** Serialized (CDR); may be overwritten once the next message is asked for. */
  readonly data: Uint8Array;
}

/** A recording: one file, or the files of a split recording one after the other. */
export interface Bag {
  readonly topics: readonly BagTopic[];
  /** Log time of the first and last message; undefined while there is none. */
  readonly startNs: bigint | undefined;
  readonly endNs: bigint | undefined;
  /** Where the bag is broken, in words. Grows while messages are read; complete after the last. */
  readonly problems: readonly string[];
  /** Messages of the named topics in the order of their log times, as far as they can be read. */
  messages(topics: readonly string[]): AsyncIterable<BagMessage>;
  close(): Promise<void>;
}
