import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS, until } from './until.js';

const CLIENT = fileURLToPath(new URL('../../../test/ros/client.py', import.meta.url));

export interface Quality {
  readonly depth?: number;
  readonly reliability?: 'reliable' | 'best_effort';
  readonly durability?: 'volatile' | 'transient_local';
}

export interface Endpoint {
  readonly node: string;
  readonly type: string;
  readonly type_hash: string;
  readonly reliability: string;
  readonly durability: string;
}

/** What a subscription has heard, oldest first. */
export class Heard<T> {
  readonly messages: T[] = [];

  constructor(
    readonly topic: string,
    readonly key: number,
  ) {}

  /** The first message, after the first `after` ones, for which the predicate holds. */
  first(
    what: string,
    predicate: (message: T) => boolean = () => true,
    after = 0,
    limitMs?: number,
  ): Promise<T> {
    return until(
      () => `${what} on ${this.topic} among ${this.messages.length} messages`,
      () => this.messages.slice(after).find(predicate),
      limitMs,
    );
  }

  /** The first `count` messages, once there are that many. */
  async take(count: number, limitMs?: number): Promise<T[]> {
    await until(
      () => `${count} messages on ${this.topic}, of which ${this.messages.length} came`,
      () => this.messages.length >= count,
      limitMs,
    );
    return this.messages.slice(0, count);
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An rclpy node in a process of its own (client.py), steered from here. */
export class RosClient {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #heard = new Map<number, Heard<unknown>>();
  #errors = '';
  #next = 1;

  private constructor(env: NodeJS.ProcessEnv) {
    this.#process = spawn('python3', [CLIENT], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    createInterface({ input: this.#process.stdout! }).on('line', (line) => this.#read(line));
    this.#process.once('close', () => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the rclpy client ended:\n${this.#errors}`));
      this.#waiting.clear();
    });
  }

  static async start(env: NodeJS.ProcessEnv): Promise<RosClient> {
    const client = new RosClient(env);
    await new Promise((resolve, reject) => client.#waiting.set(0, { resolve, reject }));
    return client;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin!.end();
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(kill);
  }

  async subscribe<T>(topic: string, type: string, quality: Quality = {}): Promise<Heard<T>> {
    const heard = new Heard<T>(topic, this.#next);
    this.#heard.set(heard.key, heard);
    await this.#request('subscribe', { key: heard.key, topic, type, ...quality });
    return heard;
  }

  async unsubscribe(heard: Heard<never> | Heard<unknown>): Promise<void> {
    await this.#request('unsubscribe', { key: heard.key });
  }

  /** Offers a std_srvs/Trigger; a message for each call. */
  async serve(service: string): Promise<Heard<object>> {
    const heard = new Heard<object>(service, this.#next);
    this.#heard.set(heard.key, heard);
    await this.#request('serve', { key: heard.key, service });
    return heard;
  }

  async advertise(topic: string, type: string, quality: Quality = {}): Promise<void> {
    await this.#request('advertise', { topic, type, ...quality });
  }

  /** Waits until that many subscriptions hear what is published. */
  async heardBy(topic: string, count = 1): Promise<void> {
    await until(
      `${count} subscriptions of ${topic}`,
      async () => ((await this.#request('listeners', { topic })) as number) >= count,
    );
  }

  async withdraw(topic: string): Promise<void> {
    await this.#request('withdraw', { topic });
  }

  async publish(topic: string, message: object): Promise<void> {
    await this.#request('publish', { topic, message });
  }

  async publishSerialized(topic: string, bytes: Uint8Array): Promise<void> {
    const base64_bytes = Buffer.from(bytes).toString('base64');
    await this.#request('publish_serialized', { topic, base64_bytes });
  }

  /** Resolves when the last one is published. */
  async stream(
    topic: string,
    message: object,
    { stampNs, stepNs, count, hz }: { stampNs: bigint; stepNs: bigint; count: number; hz: number },
  ): Promise<void> {
    const stamps = { stamp_ns: String(stampNs), step_ns: String(stepNs) };
    await this.#request('stream', { topic, message, ...stamps, count, hz });
  }

  call<T>(service: string, type: string, request: object = {}): Promise<T> {
    const seconds = PATIENCE_MS / 1000;
    return this.#request('call', { service, type, request, seconds }) as Promise<T>;
  }

  endpoints(topic: string): Promise<{ publishers: Endpoint[]; subscriptions: Endpoint[] }> {
    return this.#request('endpoints', { topic }) as never;
  }

  names(): Promise<{
    nodes: string[];
    topics: Record<string, string[]>;
    services: Record<string, string[]>;
  }> {
    return this.#request('names', {}) as never;
  }

  #request(what: string, details: object): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.stdin!.write(`${JSON.stringify({ id, do: what, ...details })}\n`);
    });
  }

  #read(line: string): void {
    const said = JSON.parse(line) as {
      id?: number;
      result?: unknown;
      error?: string;
      subscription?: number;
      message?: unknown;
    };
    if (said.subscription !== undefined) {
      this.#heard.get(said.subscription)?.messages.push(said.message);
      return;
    }
    const waiting = this.#waiting.get(said.id!);
    this.#waiting.delete(said.id!);
    if (said.error !== undefined) waiting?.reject(new Error(said.error));
    else waiting?.resolve(said.result);
  }
}
